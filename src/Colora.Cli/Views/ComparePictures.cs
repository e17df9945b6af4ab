using Colora.Lab.Drawings;

namespace Colora.Cli.Views;

/// <summary>The charts of a comparison as files and for its page.</summary>
internal static class ComparePictures
{
    private const double Wide = 900, Narrow = 350, Picture = 700;

    /// <summary>Writes the PNGs.</summary>
    /// <returns>Names of the files.</returns>
    public static IReadOnlyList<string> Save(string folder, IReadOnlyList<CompareChart> charts)
    {
        foreach (var file in charts.GroupBy(chart => chart.File))
            PngFile.Save(Path.Combine(folder, file.Key), [.. file.Select(chart => chart.Draw(Picture))]);
        return [.. charts.Select(chart => chart.File).Distinct()];
    }

    /// <summary>A chart as SVG, once for a desk and paper and once for a phone.</summary>
    public static string Svg(CompareChart chart) =>
        SvgText.Of(chart.Draw(Wide), "wide") + SvgText.Of(chart.Draw(Narrow), "narrow");
}
