using System.Text.Json;
using Colora.Runs;

namespace Colora.Cli;

/// <summary>
/// How a command says that it failed: a line on standard error for each thing that is wrong, and with <c>--json</c>
/// one document on standard output too.
/// </summary>
internal static class Failure
{
    /// <summary>Says it.</summary>
    /// <param name="json">Whether standard output belongs to a document.</param>
    /// <param name="exit">What the process ends with.</param>
    /// <param name="lines">What is wrong, a line each.</param>
    /// <param name="shown">What standard error shows instead of a line each, or none.</param>
    /// <returns>What the process ends with.</returns>
    public static int Tell(bool json, int exit, IReadOnlyList<string> lines, string? shown = null)
    {
        if (shown is not null) Console.Error.WriteLine(shown);
        else foreach (var line in lines) Console.Error.WriteLine($"error: {line}");
        if (!json) return exit;
        var document = new { error = string.Join('\n', lines), exit_code = exit };
        Console.Out.WriteLine(JsonSerializer.Serialize(document, RunJson.Document));
        return exit;
    }
}
