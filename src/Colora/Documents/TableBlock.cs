namespace Colora.Documents;

/// <summary>A table.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">A text for each column, as it is read: writers escape it.</param>
internal sealed record TableBlock(IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : Block
{
    /// <summary>What stands where there is no value.</summary>
    public const string None = "–";

    /// <summary>The table without the columns that say nothing, each of them in a word.</summary>
    /// <returns>The table, and for every column left out its heading with why: <c>MB moved (0.0
    /// everywhere)</c>.</returns>
    public (TableBlock Table, IReadOnlyList<string> Left) Spoken()
    {
        var left = Columns.Select((column, i) => (Column: column, Index: i))
            .Where(pair => IsSilent(pair.Column, pair.Index))
            .ToList();
        if (left.Count == 0) return (this, []);
        var kept = Enumerable.Range(0, Columns.Count).Except(left.Select(pair => pair.Index)).ToList();
        var rows = Rows.Select(row => (IReadOnlyList<string>)[.. kept.Select(i => row[i])]);
        var table = new TableBlock([.. kept.Select(i => Columns[i])], [.. rows]);
        return (table, [.. left.Select(pair => $"{pair.Column.Header} ({InAWord(Rows[0][pair.Index])})")]);
    }

    private static string InAWord(string value) => value == None ? "not measured" : $"{value} everywhere";

    // One row alone says something, unless it says that there is nothing.
    private bool IsSilent(TableColumn column, int i) =>
        !column.IsKept
            && Rows.Count > 0
            && Rows.All(row => row[i] == Rows[0][i])
            && (Rows.Count > 1 || Rows[0][i] == None);
}
