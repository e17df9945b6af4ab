using System.Globalization;
using Colora.Runs;
using Colora.Runs.Export;

namespace Colora.Cli.Views;

/// <summary>Verified exports.</summary>
internal static class ExportView
{
    public static void Show(IReadOnlyList<ExportResult> results, ExportFormat format, RunConfig config)
    {
        foreach (var result in results)
        {
            var before = result.Kept ? "kept from before, then " : "";
            Console.Out.WriteLine($"{result.Folder}: {before}verified in {result.Dtype} on {result.Effect.Probe}: "
                + Kept(result));
        }

        var first = PrintedCommand.PathWord(results[0].Folder);
        string[] chosen = format == ExportFormat.Peft ? [.. Base(config), "--adapter", first] : ["--model", first];
        Console.Out.WriteLine($"try: {PrintedCommand.Of(["generate", .. chosen, "--prompt", "…"])}");
    }

    /// <summary>The options that name the base: a folder, or a model of a hub with its commit.</summary>
    private static string[] Base(RunConfig config)
    {
        if (Directory.Exists(config.Model)) return ["--model", PrintedCommand.PathWord(config.Model)];
        return config.Revision is { } revision
            ? ["--model", config.Model, "--revision", revision]
            : ["--model", config.Model];
    }

    private static string Kept(ExportResult result)
    {
        var effect = result.Effect;
        if (effect.Lost is not { } lost) return "the adapter changes nothing there, nor does the export";
        var how = result.Dtype == "float32" ? "off by" : $"rounding to {result.Dtype} has eaten";
        var share = (100 * lost).ToString("0.####", CultureInfo.InvariantCulture);
        var text = $"{how} {share} % of what the adapter does";
        if (effect.Gain is not null)
        {
            text += string.Create(
                CultureInfo.InvariantCulture,
                $"; loss of an answer token: base {effect.BaseNll:0.0000}, live {effect.LiveNll:0.0000}, "
                + $"export {effect.ExportNll:0.0000}");
        }

        return text;
    }
}
