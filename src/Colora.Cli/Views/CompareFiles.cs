using Colora.Formats;
using Colora.Runs.Progress;
using Colora.Studies.Comparison;

namespace Colora.Cli.Views;

/// <summary>The files of a comparison's report beside <c>report.json</c>.</summary>
internal static class CompareFiles
{
    /// <summary>Writes the text first, then the page, then the pictures.</summary>
    /// <returns>Names of what was written.</returns>
    public static IReadOnlyList<string> Write(string folder, CompareReport report, IRunListener listener)
    {
        var files = new List<string>();
        if (Decoration.Add(listener, "report.md", () => AtomicFile.WriteText(Path.Combine(folder, "report.md"), CompareText.Of(report)))) files.Add("report.md");
        IReadOnlyList<CompareChart> charts = [];
        var isDrawn = Decoration.Add(listener, "pictures", () => charts = CompareCharts.Of(report));
        (string, string)? Figure(string name) => charts.FirstOrDefault(chart => chart.Name == name) is { } chart ? (chart.Caption, ComparePictures.Svg(chart)) : null;
        if (Decoration.Add(listener, "report.html", () => AtomicFile.WriteText(Path.Combine(folder, "report.html"), ComparePage.Of(report, ReportStyle.Sheet, Figure)))) files.Add("report.html");
        if (!isDrawn) return files;
        Decoration.Add(listener, "pictures", () => files.AddRange(ComparePictures.Save(folder, charts)));
        MissingLetters.Note(listener, report.Cells.SelectMany(cell => cell.Score.Keys).Distinct());
        return files;
    }
}
