using ScottPlot;
using ScottPlot.TickGenerators;

namespace Colora.Lab.Figures;

/// <summary>Two panels: score of each arm by a number, such as training rows or users, and gain over local with 95 % intervals.</summary>
public static class CompareFigure
{
    private const int Width = 1400, Height = 600;
    private const double Spread = 0.03;

    private static readonly ScottPlot.Palettes.Category20 Palette = new();

    /// <summary>Writes the figure as a PNG.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">What the number is.</param>
    /// <param name="unit">What scores are in.</param>
    /// <param name="rows">Arm, the number, mean score, gain over local with its interval where there is one.</param>
    public static void Save(string path, string label, string unit, IReadOnlyList<(string Arm, int Number, double Mean, (double Mean, double Lower, double Upper)? Gain)> rows)
    {
        FigureFont.Use();
        var figure = new Multiplot();
        figure.AddPlots(2);
        figure.Layout = new ScottPlot.MultiplotLayouts.Columns();
        var counts = rows.Select(row => row.Number).Distinct().Order().ToArray();
        var arms = rows.Select(row => row.Arm).Distinct().ToArray();
        Panel(figure.GetPlot(0), label, counts, $"score ({unit})", "Score on test rows");
        Panel(figure.GetPlot(1), label, counts, $"gain over local ({unit})", "Gain over local, 95 % intervals");
        for (var i = 0; i < arms.Length; i++)
        {
            var own = rows.Where(row => row.Arm == arms[i]).OrderBy(row => row.Number).ToArray();
            var color = Palette.GetColor(i);
            var score = figure.GetPlot(0).Add.Scatter(own.Select(row => Math.Log2(row.Number)).ToArray(), own.Select(row => row.Mean).ToArray(), color);
            score.LegendText = arms[i];
            score.LineWidth = 2;
            var gains = own.Where(row => row.Gain is not null).ToArray();
            if (gains.Length == 0) continue;
            var shift = (i - (arms.Length - 1) / 2.0) * Spread;
            var gain = figure.GetPlot(1).Add.Scatter(gains.Select(row => Math.Log2(row.Number) + shift).ToArray(), gains.Select(row => row.Gain!.Value.Mean).ToArray(), color);
            gain.LegendText = arms[i];
            gain.LineWidth = 2;
            foreach (var row in gains)
            {
                var bar = figure.GetPlot(1).Add.Line(Math.Log2(row.Number) + shift, row.Gain!.Value.Lower, Math.Log2(row.Number) + shift, row.Gain.Value.Upper);
                bar.LineColor = color;
            }
        }

        figure.GetPlot(1).Add.HorizontalLine(0, 1, Colors.Black);
        figure.SavePng(path, Width, Height);
    }

    private static void Panel(Plot plot, string across, int[] counts, string label, string title)
    {
        plot.Axes.Bottom.TickGenerator = new NumericManual(counts.Select(count => Math.Log2(count)).ToArray(), [.. counts.Select(count => count.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        plot.XLabel(across);
        plot.YLabel(label);
        plot.Title(title);
        plot.ShowLegend(Edge.Right);
    }
}
