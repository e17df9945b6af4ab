using System.Globalization;
using System.Text.Json;
using Colora.Documents;
using Colora.Formats;

namespace Colora.Studies.Tables;

/// <summary>
/// A table of measured rows: JSON lines whose keys are the headings and whose values stand as they are written, but
/// for digits beyond the fourth place, which no measurement here has.
/// </summary>
internal static class RowsTable
{
    private const int LongestExact = 10;

    /// <summary>The table.</summary>
    /// <param name="rows">Each row with its place, for messages.</param>
    /// <exception cref="InputException">No row, other keys than in the first row, or a value that is neither text nor
    /// number.</exception>
    public static TableBlock Of(IReadOnlyList<(string Where, JsonElement Row)> rows)
    {
        if (rows.Count == 0)
            throw new InputException("table", "no row", "a row a line, such as {\"users\": 8, \"step, s\": 0.05}");
        var headings = KeysOf(rows[0].Row);
        List<IReadOnlyList<string>> cells = [.. rows.Select(row => CellsOf(row.Where, row.Row, headings).ToList())];
        return new TableBlock([.. headings.Select(Column)], cells);

        // Words where any row has them.
        TableColumn Column(string heading) =>
            new(heading, IsText: rows.Any(row => IsText(row.Row, heading)), IsKept: true);
    }

    private static string[] KeysOf(JsonElement row) => [.. row.EnumerateObject().Select(cell => cell.Name)];

    private static bool IsText(JsonElement row, string heading) =>
        row.GetProperty(heading).ValueKind == JsonValueKind.String;

    private static IEnumerable<string> CellsOf(string where, JsonElement row, string[] headings)
    {
        var keys = KeysOf(row);
        if (!keys.SequenceEqual(headings))
            throw new InputException(where, $"keys {string.Join(", ", keys)}", string.Join(", ", headings));
        foreach (var cell in row.EnumerateObject())
        {
            yield return cell.Value.ValueKind switch
            {
                JsonValueKind.String => cell.Value.GetString()!,
                JsonValueKind.Number => Number(cell.Value),
                _ => throw new InputException(where, $"{cell.Name} is {cell.Value.GetRawText()}", "a text or a number"),
            };
        }
    }

    private static string Number(JsonElement value)
    {
        var written = value.GetRawText();
        if (written.Length <= LongestExact) return written;
        return Math.Round(value.GetDouble(), 4).ToString(CultureInfo.InvariantCulture);
    }
}
