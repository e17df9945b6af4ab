using System.Globalization;
using Colora.Lab.Experiments;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Colora.Lab.Figures;

/// <summary>
/// The panels of an experiment beside each other: curves with their range over seeds, theory dotted; phase diagrams
/// with the counting bound.
/// </summary>
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
        var lines = (count + columns - 1) / columns;
        figure.Layout = new ScottPlot.MultiplotLayouts.Grid(lines, columns);
        for (var i = 0; i < report.Charts.Count; i++) Draw(figure.GetPlot(i), report.Charts[i]);
        for (var i = 0; i < report.Maps.Count; i++) Draw(figure.GetPlot(report.Charts.Count + i), report.Maps[i]);
        PlotFile.Save(path, figure.Render(PanelWidth * columns, PanelHeight * lines));
        return true;
    }

    private static void Draw(Plot plot, Chart chart)
    {
        var covered = Covered([.. chart.Series.Select(series => series.Theory ? [] : Places(chart, series))]);
        var colors = ColorsOf(chart);
        foreach (var (number, series) in chart.Series.Index())
            Draw(plot, chart, series, colors[number], covered[number]);

        var points = chart.Series.SelectMany(series => Drawn(chart, series)).ToList();
        if (chart.LogX) plot.Axes.Bottom.TickGenerator = Decades([.. points.Select(point => point.X)]);
        if (chart.LogY) plot.Axes.Left.TickGenerator = Decades([.. points.SelectMany(Ends)]);
        plot.XLabel(chart.XLabel);
        plot.YLabel(chart.YLabel);
        plot.Title(chart.Title);
        plot.ShowLegend(Edge.Right);

        static double[] Ends(ChartPoint point) =>
            [point.Y, point.Low is > 0 ? point.Low.Value : point.Y, point.High ?? point.Y];
    }

    // A family of predictions takes the colours of the measured curves; a single one is black.
    private static List<Color> ColorsOf(Chart chart)
    {
        var isFamily = chart.Series.Count(series => series.Theory) > 1;
        var (measured, theory) = (0, 0);
        var colors = new List<Color>();
        foreach (var series in chart.Series)
        {
            if (!series.Theory) colors.Add(Palette.GetColor(measured++));
            else colors.Add(isFamily ? Palette.GetColor(theory++) : Colors.Black);
        }

        return colors;
    }

    private static void Draw(Plot plot, Chart chart, ChartSeries series, Color color, int covered)
    {
        var places = Places(chart, series);
        if (places.Count == 0) return;
        var curve = plot.Add.Scatter(
            places.Select(place => place.X).ToArray(), places.Select(place => place.Y).ToArray(), color);
        curve.LegendText = series.Name;
        curve.LineWidth = series.Scatter ? 0 : 2 + 3 * covered;
        curve.MarkerSize = series.Theory ? 0 : 6 + 5 * covered;
        curve.LinePattern = series.Theory ? LinePattern.Dotted : LinePattern.Solid;
        foreach (var point in Drawn(chart, series))
        {
            if (point is not { Low: > 0 and var low, High: > 0 and var high } || !(low < high)) continue;
            var bar = plot.Add.Line(X(chart, point.X), Y(chart, low), X(chart, point.X), Y(chart, high));
            bar.LineColor = color;
            bar.LineWidth = 1;
        }
    }

    private static double X(Chart chart, double value) => chart.LogX ? Math.Log10(value) : value;

    private static double Y(Chart chart, double value) => chart.LogY ? Math.Log10(value) : value;

    // What has no place on a logarithmic axis is left out.
    private static IEnumerable<ChartPoint> Drawn(Chart chart, ChartSeries series) => series.Points.Where(point =>
        double.IsFinite(point.Y) && (!chart.LogY || point.Y > 0) && (!chart.LogX || point.X > 0));

    private static IReadOnlyList<(double X, double Y)> Places(Chart chart, ChartSeries series) =>
        [.. Drawn(chart, series).Select(point => (X(chart, point.X), Y(chart, point.Y)))];

    /// <summary>
    /// How many later curves lie on each curve over half of its points or more: drawn as much wider, its rim stays in
    /// sight beneath them.
    /// </summary>
    /// <param name="curves">Points of each curve as they are drawn; none of a curve that covers nothing.</param>
    internal static IReadOnlyList<int> Covered(IReadOnlyList<IReadOnlyList<(double X, double Y)>> curves)
    {
        const double Near = 0.005;
        var all = curves.SelectMany(curve => curve).ToList();
        if (all.Count == 0) return [.. curves.Select(_ => 0)];
        var width = all.Max(point => point.X) - all.Min(point => point.X);
        var height = all.Max(point => point.Y) - all.Min(point => point.Y);
        return [.. curves.Select((curve, i) => curves.Skip(i + 1).Count(later => Covers(later, curve)))];

        bool Covers(IReadOnlyList<(double X, double Y)> later, IReadOnlyList<(double X, double Y)> curve) =>
            curve.Count > 0 && 2 * curve.Count(point => later.Any(other => IsNear(point, other))) >= curve.Count;

        bool IsNear((double X, double Y) one, (double X, double Y) other) =>
            Math.Abs(one.X - other.X) <= Near * width && Math.Abs(one.Y - other.Y) <= Near * height;
    }

    // Whole decades where there are several, 1, 2, 5 of each where there are few, every digit within one.
    private static NumericManual Decades(double[] finite)
    {
        if (finite.Length == 0) return new NumericManual();
        var low = (int)Math.Floor(Math.Log10(finite.Min()));
        var high = (int)Math.Ceiling(Math.Log10(finite.Max()));
        var span = Math.Log10(finite.Max() / finite.Min());
        double[] digits = span > 3 ? [1] : span > 1 ? [1, 2, 5] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
        var step = Math.Max(1, (high - low) / 12);
        var marks = new List<double>();
        for (var decade = low; decade <= high; decade += step)
            marks.AddRange(digits.Select(digit => digit * Math.Pow(10, decade)));
        return new NumericManual([.. marks.Select(Math.Log10)], [.. marks.Select(Text)]);

        static string Text(double mark) =>
            mark.ToString(mark is >= 0.001 and < 10000 ? "0.####" : "0e+0", CultureInfo.InvariantCulture);
    }

    private static void Draw(Plot plot, PhaseMap map)
    {
        var (lines, columns) = (map.Users.Count, map.Rows.Count);
        AddShares(plot, map);
        AddBound(plot, map);
        plot.Axes.Bottom.TickGenerator = new NumericManual(Numbers(columns), [.. map.Rows.Select(n => $"{n}")]);
        plot.Axes.Left.TickGenerator = new NumericManual(Numbers(lines), [.. map.Users.Select(k => $"{k}")]);
        plot.Axes.SetLimits(-0.5, columns - 0.5, -0.5 - EmptyShare, lines - 0.5 + EmptyShare);
        plot.XLabel("rows per user n");
        plot.YLabel("users k");
        plot.Title($"{map.Title}: share of seeds recovered (grey: not run)");
        plot.ShowLegend(Alignment.UpperRight);
    }

    private static void AddShares(Plot plot, PhaseMap map)
    {
        // A heat map has its first line above; few users stand below.
        var last = map.Users.Count - 1;
        var values = new double[map.Users.Count, map.Rows.Count];
        for (var i = 0; i <= last; i++)
            for (var j = 0; j < map.Rows.Count; j++) values[last - i, j] = map.Share[i][j];
        var heat = plot.Add.Heatmap(values);
        heat.Colormap = new ScottPlot.Colormaps.Viridis();
        heat.ManualRange = new ScottPlot.Range(0, 1);
        heat.NaNCellColor = Colors.LightGray;
        plot.Add.ColorBar(heat);
    }

    private static void AddBound(Plot plot, PhaseMap map)
    {
        double[] places = [.. map.Bound.Select(n => Place(map.Rows, n))];
        var bound = plot.Add.Scatter(places, Numbers(map.Users.Count), Colors.Red);
        bound.LinePattern = LinePattern.Dotted;
        bound.LineWidth = 3;
        bound.LegendText = "counting bound";
    }

    // 0, 1, …: the places of columns or lines.
    private static double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];

    // Where n lies among the columns, whose steps are even on the map.
    private static double Place(IReadOnlyList<int> rows, double n)
    {
        if (n <= rows[0]) return Share(rows[0], rows[1]);
        for (var i = 1; i < rows.Count; i++)
            if (n <= rows[i]) return i - 1 + Share(rows[i - 1], rows[i]);
        return rows.Count - 1;

        double Share(int low, int high) => (Math.Log(n) - Math.Log(low)) / (Math.Log(high) - Math.Log(low));
    }
}
