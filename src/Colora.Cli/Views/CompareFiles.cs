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
        Write("report.md", () => CompareText.Of(report));
        IReadOnlyList<CompareChart> charts = [];
        var isDrawn = Decoration.Add(listener, "pictures", () => charts = CompareCharts.Of(report));
        Write("report.html", () => ComparePage.Of(report, ReportStyle.Sheet, Figure));
        if (!isDrawn) return files;
        Decoration.Add(listener, "pictures", () => files.AddRange(ComparePictures.Save(folder, charts)));
        MissingLetters.Note(listener, report.Cells.SelectMany(cell => cell.Score.Keys).Distinct());
        return files;

        void Write(string name, Func<string> text)
        {
            var path = Path.Combine(folder, name);
            if (Decoration.Add(listener, name, () => AtomicFile.WriteText(path, text()))) files.Add(name);
        }

        (string, string)? Figure(string name)
        {
            var chart = charts.FirstOrDefault(chart => chart.Name == name);
            return chart is null ? null : (chart.Caption, ComparePictures.Svg(chart));
        }
    }
}
