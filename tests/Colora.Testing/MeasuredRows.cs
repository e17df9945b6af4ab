using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Xunit;

namespace Colora.Testing;

/// <summary>
/// Rows that a slow test measures for a table of docs/results: each a JSON line in the test's output and, where COLORA_RESULTS names a folder, in a file there. Rows that are there already are
/// not measured again: delete the file to measure anew.
/// </summary>
public sealed class MeasuredRows
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string? path;
    private readonly List<string> known = [];

    /// <summary>Begins or goes on with a file of rows.</summary>
    /// <param name="name">Its name below COLORA_RESULTS, such as <c>calibration/chain.jsonl</c>.</param>
    public MeasuredRows(string name)
    {
        if (Environment.GetEnvironmentVariable("COLORA_RESULTS") is not { Length: > 0 } folder) return;
        path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path)) known.AddRange(File.ReadAllLines(path));
    }

    /// <summary>A share as a table shows it: 4.3 %.</summary>
    public static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    /// <summary>Whether a row with these first cells was measured before.</summary>
    public bool Has(params (string Heading, object Value)[] first)
    {
        var begins = Line(first).TrimEnd('}');
        return known.Any(line => line.StartsWith(begins, StringComparison.Ordinal));
    }

    /// <summary>Shows a row, and keeps it.</summary>
    public void Add(params (string Heading, object Value)[] cells)
    {
        var line = Line(cells);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (path is not null) File.AppendAllText(path, line + "\n");
    }

    private static string Line((string Heading, object Value)[] cells) =>
        "{" + string.Join(", ", cells.Select(cell => $"{JsonSerializer.Serialize(cell.Heading, Readable)}: {JsonSerializer.Serialize(cell.Value, Readable)}")) + "}";
}
