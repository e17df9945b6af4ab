using System.Globalization;
using Colora.Runs;
using Colora.Runs.Export;

namespace Colora.Cli.Views;

/// <summary>Verified exports.</summary>
internal static class ExportView
{
    public static void Show(IReadOnlyList<ExportResult> results, ExportFormat format, RunConfig config)
    {
        foreach (var result in results) Console.Out.WriteLine($"{result.Folder}: {(result.Kept ? "kept from before, then " : "")}verified in {result.Dtype} on {result.Effect.Probe}: {Kept(result)}");
        var first = results[0].Folder;
        string[] model = Directory.Exists(config.Model) ? ["--model", PrintedCommand.PathWord(config.Model)] : ["--model", config.Model, .. config.Revision is { } revision ? (string[])["--revision", revision] : []];
        string[] chosen = format == ExportFormat.Peft ? [.. model, "--adapter", PrintedCommand.PathWord(first)] : ["--model", PrintedCommand.PathWord(first)];
        Console.Out.WriteLine($"try: {PrintedCommand.Of(["generate", .. chosen, "--prompt", "…"])}");
    }

    private static string Kept(ExportResult result)
    {
        var effect = result.Effect;
        if (effect.Lost is not { } lost) return "the adapter changes nothing there, nor does the export";
        var text = string.Create(CultureInfo.InvariantCulture, $"{(result.Dtype == "float32" ? "off by" : $"rounding to {result.Dtype} has eaten")} {100 * lost:0.####} % of what the adapter does");
        if (effect.Gain is not null) text += string.Create(CultureInfo.InvariantCulture, $"; loss of an answer token: base {effect.BaseNll:0.0000}, live {effect.LiveNll:0.0000}, export {effect.ExportNll:0.0000}");
        return text;
    }
}
