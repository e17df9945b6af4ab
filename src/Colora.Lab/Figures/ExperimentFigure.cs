using System.Globalization;
using Colora.Lab.Experiments;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Colora.Lab.Figures;

/// <summary>The panels of an experiment beside each other: curves with their range over seeds, theory dotted; phase diagrams with the counting bound.</summary>
public static class ExperimentFigure
{
    private const int PanelWidth = 820, PanelHeight = 620;
    private const double EmptyShare = 0.05;

    private static readonly ScottPlot.Palettes.Category10 Palette = new();

    /// <summary>Writes the picture as a PNG; nothing where the report has no panel.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool Save(string path, ExperimentReport report)
    {
        var count = report.Charts.Count + report.Maps.Count;
        if (count == 0) return false;
        PlotFonts.Use();
        var figure = new Multiplot();
        figure.AddPlots(count);
        var columns = Math.Min(2, count);
        figure.Layout = new ScottPlot.MultiplotLayouts.Grid((count + columns - 1) / columns, columns);
        for (var i = 0; i < report.Charts.Count; i++) Draw(figure.GetPlot(i), report.Charts[i]);
        for (var i = 0; i < report.Maps.Count; i++) Draw(figure.GetPlot(report.Charts.Count + i), report.Maps[i]);
        PlotFile.Save(path, figure.Render(PanelWidth * columns, PanelHeight * ((count + columns - 1) / columns)));
        return true;
    }

    private static void Draw(Plot plot, Chart chart)
    {
        double X(double value) => chart.LogX ? Math.Log10(value) : value;
        double Y(double value) => chart.LogY ? Math.Log10(value) : value;
        bool Drawn(ChartPoint point) => double.IsFinite(point.Y) && (!chart.LogY || point.Y > 0) && (!chart.LogX || point.X > 0);
        var measured = 0;
        var theories = chart.Series.Count(series => series.Theory);
        var theory = 0;
        var covered = Covered([.. chart.Series.Select(series => series.Theory ? [] : (IReadOnlyList<(double X, double Y)>)[.. series.Points.Where(Drawn).Select(point => (X(point.X), Y(point.Y)))])]);
        foreach (var (number, series) in chart.Series.Index())
        {
            var points = series.Points.Where(Drawn).ToArray();
            // A family of predictions takes the colours of the measured curves; a single one is black.
            var color = series.Theory ? (theories == 1 ? Colors.Black : Palette.GetColor(theory++)) : Palette.GetColor(measured++);
            if (points.Length == 0) continue;
            var curve = plot.Add.Scatter(points.Select(point => X(point.X)).ToArray(), points.Select(point => Y(point.Y)).ToArray(), color);
            curve.LegendText = series.Name;
            curve.LineWidth = series.Scatter ? 0 : 2 + 3 * covered[number];
            curve.MarkerSize = series.Theory ? 0 : 6 + 5 * covered[number];
            curve.LinePattern = series.Theory ? LinePattern.Dotted : LinePattern.Solid;
            foreach (var point in points.Where(point => point is { Low: > 0, High: > 0 } && point.Low < point.High))
            {
                var bar = plot.Add.Line(X(point.X), Y(point.Low!.Value), X(point.X), Y(point.High!.Value));
                bar.LineColor = color;
                bar.LineWidth = 1;
            }
        }

        if (chart.LogX) plot.Axes.Bottom.TickGenerator = Decades(chart.Series.SelectMany(series => series.Points).Where(Drawn).Select(point => point.X));
        if (chart.LogY) plot.Axes.Left.TickGenerator = Decades(chart.Series.SelectMany(series => series.Points).Where(Drawn).SelectMany(point => (double[])[point.Y, point.Low is > 0 ? point.Low.Value : point.Y, point.High ?? point.Y]));
        plot.XLabel(chart.XLabel);
        plot.YLabel(chart.YLabel);
        plot.Title(chart.Title);
        plot.ShowLegend(Edge.Right);
    }

    /// <summary>How many later curves lie on each curve over half of its points or more: drawn as much wider, its rim stays in sight beneath them.</summary>
    /// <param name="curves">Points of each curve as they are drawn; none of a curve that covers nothing.</param>
    internal static IReadOnlyList<int> Covered(IReadOnlyList<IReadOnlyList<(double X, double Y)>> curves)
    {
        const double Near = 0.005;
        var all = curves.SelectMany(curve => curve).ToList();
        if (all.Count == 0) return [.. curves.Select(_ => 0)];
        var (width, height) = (all.Max(point => point.X) - all.Min(point => point.X), all.Max(point => point.Y) - all.Min(point => point.Y));
        return [.. curves.Select((curve, i) => curves.Skip(i + 1).Count(later => curve.Count > 0 && 2 * curve.Count(point => later.Any(other => IsNear(point, other))) >= curve.Count))];

        bool IsNear((double X, double Y) one, (double X, double Y) other) => Math.Abs(one.X - other.X) <= Near * width && Math.Abs(one.Y - other.Y) <= Near * height;
    }

    // Whole decades where there are several, 1, 2, 5 of each where there are few, every digit within one.
    private static NumericManual Decades(IEnumerable<double> values)
    {
        var finite = values.ToArray();
        if (finite.Length == 0) return new NumericManual();
        var (low, high) = ((int)Math.Floor(Math.Log10(finite.Min())), (int)Math.Ceiling(Math.Log10(finite.Max())));
        var span = Math.Log10(finite.Max() / finite.Min());
        double[] digits = span > 3 ? [1] : span > 1 ? [1, 2, 5] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
        var step = Math.Max(1, (high - low) / 12);
        var marks = Enumerable.Range(low, high - low + 1).Where(decade => (decade - low) % step == 0).SelectMany(decade => digits.Select(digit => digit * Math.Pow(10, decade))).ToArray();
        return new NumericManual(marks.Select(Math.Log10).ToArray(), [.. marks.Select(mark => mark is >= 0.001 and < 10000 ? mark.ToString("0.####", CultureInfo.InvariantCulture) : mark.ToString("0e+0", CultureInfo.InvariantCulture))]);
    }

    private static void Draw(Plot plot, PhaseMap map)
    {
        var values = new double[map.Users.Count, map.Rows.Count];
        for (var i = 0; i < map.Users.Count; i++)
            for (var j = 0; j < map.Rows.Count; j++) values[map.Users.Count - 1 - i, j] = map.Share[i][j];
        var heat = plot.Add.Heatmap(values);
        heat.Colormap = new ScottPlot.Colormaps.Viridis();
        heat.ManualRange = new ScottPlot.Range(0, 1);
        heat.NaNCellColor = Colors.LightGray;
        plot.Add.ColorBar(heat);
        var bound = plot.Add.Scatter(map.Bound.Select(n => Place(map.Rows, n)).ToArray(), Enumerable.Range(0, map.Users.Count).Select(i => (double)i).ToArray(), Colors.Red);
        bound.LinePattern = LinePattern.Dotted;
        bound.LineWidth = 3;
        bound.LegendText = "counting bound";
        plot.Axes.Bottom.TickGenerator = new NumericManual(Enumerable.Range(0, map.Rows.Count).Select(i => (double)i).ToArray(), [.. map.Rows.Select(n => $"{n}")]);
        plot.Axes.Left.TickGenerator = new NumericManual(Enumerable.Range(0, map.Users.Count).Select(i => (double)i).ToArray(), [.. map.Users.Select(k => $"{k}")]);
        plot.Axes.SetLimits(-0.5, map.Rows.Count - 0.5, -0.5 - EmptyShare, map.Users.Count - 0.5 + EmptyShare);
        plot.XLabel("rows per user n");
        plot.YLabel("users k");
        plot.Title($"{map.Title}: share of seeds recovered (grey: not run)");
        plot.ShowLegend(Alignment.UpperRight);
    }

    // Where n lies among the columns, whose steps are even on the map.
    private static double Place(IReadOnlyList<int> rows, double n)
    {
        if (n <= rows[0]) return (Math.Log(n) - Math.Log(rows[0])) / (Math.Log(rows[1]) - Math.Log(rows[0]));
        for (var i = 1; i < rows.Count; i++)
            if (n <= rows[i]) return i - 1 + ((Math.Log(n) - Math.Log(rows[i - 1])) / (Math.Log(rows[i]) - Math.Log(rows[i - 1])));
        return rows.Count - 1;
    }
}
