using ScottPlot;
using ScottPlot.TickGenerators;

namespace Colora.Lab.Figures;

/// <summary>Heat map of each user's gain over local under each arm, and score against the bytes that the arm moved.</summary>
public static class UserGainsFigure
{
    private const int Width = 1500, Height = 650;

    /// <summary>Writes the figure as a PNG.</summary>
    /// <param name="path">The file.</param>
    /// <param name="unit">What scores are in.</param>
    /// <param name="users">Names.</param>
    /// <param name="gains">Arm and gain of each user.</param>
    /// <param name="costs">Arm, megabytes moved, mean score.</param>
    public static void Save(string path, string unit, IReadOnlyList<string> users, IReadOnlyList<(string Arm, IReadOnlyList<double> Gains)> gains, IReadOnlyList<(string Arm, double Megabytes, double Mean)> costs)
    {
        FigureFont.Use();
        var figure = new Multiplot();
        figure.AddPlots(2);
        figure.Layout = new ScottPlot.MultiplotLayouts.Columns();
        Map(figure.GetPlot(0), unit, users, gains);
        Costs(figure.GetPlot(1), unit, costs);
        figure.SavePng(path, Width, Height);
    }

    private static void Map(Plot plot, string unit, IReadOnlyList<string> users, IReadOnlyList<(string Arm, IReadOnlyList<double> Gains)> gains)
    {
        var values = new double[users.Count, gains.Count];
        for (var user = 0; user < users.Count; user++)
            for (var arm = 0; arm < gains.Count; arm++) values[users.Count - 1 - user, arm] = gains[arm].Gains[user];
        var map = plot.Add.Heatmap(values);
        var most = values.Cast<double>().Select(Math.Abs).DefaultIfEmpty(0).Max() is > 0 and var largest ? largest : 1;
        map.Colormap = new ScottPlot.Colormaps.Balance();
        map.ManualRange = new ScottPlot.Range(-most, most);
        plot.Add.ColorBar(map).Label = $"gain over local ({unit})";
        plot.Axes.Left.TickGenerator = new NumericManual([.. users.Select((_, i) => (double)i)], [.. users]);
        plot.Axes.Left.MinimumSize = 90;
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. gains.Select((_, i) => (double)i)], [.. gains.Select(row => row.Arm)]);
        plot.Axes.Bottom.TickLabelStyle.Rotation = -45;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.Axes.Bottom.MinimumSize = 120;
        plot.Title("Gain of each user over local");
    }

    private static void Costs(Plot plot, string unit, IReadOnlyList<(string Arm, double Megabytes, double Mean)> costs)
    {
        var palette = new ScottPlot.Palettes.Category20();
        for (var i = 0; i < costs.Count; i++)
        {
            var point = plot.Add.Scatter(new[] { costs[i].Megabytes }, new[] { costs[i].Mean }, palette.GetColor(i));
            point.MarkerSize = 12;
            point.LegendText = costs[i].Arm;
        }

        plot.XLabel("moved in rounds, up and down (MB)");
        plot.YLabel($"score ({unit})");
        plot.Title("Score against bytes");
        plot.ShowLegend(Edge.Right);
    }
}
