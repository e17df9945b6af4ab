using System.Globalization;
using System.Text;

namespace Colora.Lab.Experiments;

/// <summary>A table of figures.</summary>
/// <param name="Title">Its heading; may be empty.</param>
/// <param name="Columns">Headings with units.</param>
/// <param name="Rows">Cells as text.</param>
public sealed record ResultTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A number with three digits that matter; a dash for NaN.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value)) return "–";

        // G3 would write thousands as powers of ten.
        var format = Math.Abs(value) is >= 1000 and < 1e6 ? "0" : "G3";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A whole number, a dash for none.</summary>
    public static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A table with a row for each item.</summary>
    /// <param name="title">Its heading; may be empty.</param>
    /// <param name="columns">Headings with units.</param>
    /// <param name="items">From top to bottom.</param>
    /// <param name="cells">The cells of an item's row, as many as there are columns.</param>
    internal static ResultTable Of<T>(
        string title, IReadOnlyList<string> columns, IEnumerable<T> items, Func<T, IReadOnlyList<string>> cells) =>
        new(title, columns, [.. items.Select(cells)]);

    /// <summary>As Markdown.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        if (Title.Length > 0) text.Append(Title).Append("\n\n");
        text.Append("| ").AppendJoin(" | ", Columns).Append(" |\n|");
        text.Insert(text.Length, "---|", Columns.Count).Append('\n');
        foreach (var row in Rows) text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return text.ToString();
    }
}
