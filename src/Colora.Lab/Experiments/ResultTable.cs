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
    public static string Number(double value) => double.IsNaN(value) ? "–" : Math.Abs(value) is >= 1000 and < 1e6 ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>A whole number, a dash for none.</summary>
    public static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "–";

    /// <summary>As Markdown.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        if (Title.Length > 0) text.Append(Title).Append("\n\n");
        text.Append("| ").AppendJoin(" | ", Columns).Append(" |\n|").Insert(text.Length, "---|", Columns.Count).Append('\n');
        foreach (var row in Rows) text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return text.ToString();
    }
}
