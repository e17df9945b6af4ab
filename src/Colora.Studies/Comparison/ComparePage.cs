using Colora.Documents;

namespace Colora.Studies.Comparison;

/// <summary>A comparison's report as one self-contained HTML file.</summary>
public static class ComparePage
{
    /// <summary>The page.</summary>
    /// <param name="report">The report.</param>
    /// <param name="style">Style sheet of the pictures, see <see cref="HtmlPage.Of"/>.</param>
    /// <param name="figure">Caption and SVG of a picture of <see cref="CompareView"/>; null where there is
    /// none.</param>
    public static string Of(CompareReport report, string style, Func<string, (string Caption, string Svg)?> figure) =>
        HtmlPage.Of(CompareDocument.Of(report), style, figure);
}
