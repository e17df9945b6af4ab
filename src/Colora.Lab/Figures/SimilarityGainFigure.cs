using ScottPlot;

namespace Colora.Lab.Figures;

/// <summary>What each user gains over local under each arm, by how like the others it is.</summary>
public static class SimilarityGainFigure
{
    private const int Width = 1000, Height = 600;

    /// <summary>Writes the figure as a PNG.</summary>
    /// <param name="path">The file.</param>
    /// <param name="unit">What gains are in.</param>
    /// <param name="arms">Arm, and for each user the mean cosine of its update with the others' and its gain over local.</param>
    public static void Save(string path, string unit, IReadOnlyList<(string Arm, IReadOnlyList<(double Cosine, double Gain)> Users)> arms)
    {
        FigureFont.Use();
        using var plot = new Plot();
        var palette = new ScottPlot.Palettes.Category20();
        for (var i = 0; i < arms.Count; i++)
        {
            var points = plot.Add.ScatterPoints(arms[i].Users.Select(user => user.Cosine).ToArray(), arms[i].Users.Select(user => user.Gain).ToArray(), palette.GetColor(i));
            points.MarkerSize = 9;
            points.LegendText = arms[i].Arm;
        }

        plot.Add.HorizontalLine(0, 1, Colors.Black);
        plot.XLabel("mean cosine of the user's update with the others'");
        plot.YLabel($"gain over local ({unit})");
        plot.Title("Gain by similarity");
        plot.ShowLegend(Edge.Right);
        plot.SavePng(path, Width, Height);
    }
}
