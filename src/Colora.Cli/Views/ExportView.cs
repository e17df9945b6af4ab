using Colora.Runs;

namespace Colora.Cli.Views;

/// <summary>Verified exports.</summary>
internal static class ExportView
{
    public static void Show(IReadOnlyList<ExportResult> results, ExportFormat format, string model)
    {
        foreach (var result in results)
            Console.Out.WriteLine($"{result.Folder}: verified, largest logit difference {result.Difference:g3} (allowed {result.Tolerance:g3})");
        var first = results[0].Folder;
        Console.Out.WriteLine(format == ExportFormat.Peft
            ? $"try: colora generate --model {model} --adapter {first} --prompt \"…\""
            : $"try: colora generate --model {first} --prompt \"…\"");
    }
}
