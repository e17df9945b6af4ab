using System.Globalization;
using Colora.Documents;
using Colora.Lab.Drawings;

namespace Colora.Lab.Figures;

/// <summary>
/// Curves or clouds of points over a number, with intervals and a legend below; points that fall together are shown
/// apart.
/// </summary>
public static class CurveChart
{
    private const double Top = 10, Right = 14, Below = 42, LegendLine = 20, LabelLine = 16, Radius = 4.2;
    private const int MostApart = 1500;

    /// <summary>The chart.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="across">Label of the abscissa.</param>
    /// <param name="up">Label of the ordinate.</param>
    /// <param name="series">Curves; colours and shapes go by their place.</param>
    /// <param name="width">Pixels, 280 or more.</param>
    /// <param name="isDoubling">Even steps for every doubling, with the points' own abscissas as marks: numbers of rows
    /// or users.</param>
    /// <param name="hasZero">Whether the line of zero is drawn: gains.</param>
    /// <param name="order">Where a curve's colour differs from its place: the number of each; or none.</param>
    public static Drawing Of(
        string title,
        string across,
        string up,
        IReadOnlyList<CurveSeries> series,
        double width,
        bool isDoubling = false,
        bool hasZero = false,
        IReadOnlyList<int>? order = null)
    {
        // As high as the label of the ordinate is long, within reason.
        var height = Math.Max(Math.Clamp(0.6 * width, 210, 340), Math.Min(Width(VisibleText.Of(up), 12) + 8, 400));
        var label = Letters.Wrap(across, width - 60, 12);
        var points = series.SelectMany(Drawn).ToList();
        var vertical = new NumberAxis(Heights(points, hasZero), Top + height, Top);
        var marks = vertical.Marks(6);
        var left = 22 + marks.Select(mark => Width(mark.Text, 11)).DefaultIfEmpty(0).Max() + 8;
        var places = points.Select(point => Place(point.X, isDoubling));
        var horizontal = new NumberAxis(places, left, width - Right, isDoubling ? 0.08 : 0.05);
        var legend = LegendLines(series, width - 8);
        var labels = (label.Count - 1) * LabelLine;
        var drawing = new Drawing(title, width, Top + height + Below + labels + legend.Count * LegendLine + 6);
        var plot = new Plot(drawing, left, width - Right, height, horizontal, vertical, isDoubling);
        Lines(plot, marks);
        Columns(plot, isDoubling ? Abscissas(points) : horizontal.Marks(width < 500 ? 4 : 7));
        if (hasZero) drawing.Line(left, vertical.At(0), plot.Right, vertical.At(0), Palette.Axis, 1.5);
        Labels(plot, label, up);
        Curves(plot, series, order);
        Legend(plot, series, order, legend, Top + height + Below + labels);
        return drawing;
    }

    private static double Width(string text, double size) => Letters.Width(text, size);

    // Doublings are even steps.
    private static double Place(double x, bool isDoubling) => isDoubling ? Math.Log2(Math.Max(x, 1e-9)) : x;

    private static IEnumerable<CurvePoint> Drawn(CurveSeries curve) =>
        curve.Points.Where(point => double.IsFinite(point.Y) && double.IsFinite(point.X));

    // All that the ordinate has to hold: points and their intervals, and the line of zero.
    private static IEnumerable<double> Heights(List<CurvePoint> points, bool hasZero)
    {
        foreach (var point in points)
        {
            yield return point.Y;
            yield return point.Lower ?? point.Y;
            yield return point.Upper ?? point.Y;
        }

        if (hasZero) yield return 0;
    }

    // The points' own abscissas as marks of the axis.
    private static List<(double Value, string Text)> Abscissas(List<CurvePoint> points)
    {
        var own = points.Select(point => point.X).Distinct().Order();
        return [.. own.Select(x => (Place(x, isDoubling: true), x.ToString("0.##", CultureInfo.InvariantCulture)))];
    }

    private static void Lines(Plot plot, IReadOnlyList<(double Value, string Text)> marks)
    {
        foreach (var (value, text) in marks)
        {
            var y = plot.Vertical.At(value);
            plot.Drawing.Line(plot.Left, y, plot.Right, y, Palette.Grid);
            plot.Drawing.Text(plot.Left - 6, y + 4, text, Palette.Muted, 11, Anchor.End);
        }
    }

    private static void Columns(Plot plot, IReadOnlyList<(double Value, string Text)> marks)
    {
        var taken = double.NegativeInfinity;
        foreach (var (value, text) in marks)
        {
            var (x, half) = (plot.Horizontal.At(value), Width(text, 11) / 2);
            plot.Drawing.Line(x, Top, x, plot.Bottom, Palette.Grid);

            // A number that would touch its neighbour or the edge is left out; its line stays.
            if (x - half < taken || x + half > plot.Drawing.Width) continue;
            plot.Drawing.Text(x, plot.Bottom + 15, text, Palette.Muted, 11, Anchor.Middle);
            taken = x + half + 5;
        }
    }

    private static void Labels(Plot plot, IReadOnlyList<string> label, string up)
    {
        var (drawing, middle) = (plot.Drawing, (plot.Left + plot.Drawing.Width - Right) / 2);
        for (var line = 0; line < label.Count; line++)
        {
            var half = Width(label[line], 12) / 2;
            var x = Math.Clamp(middle, half, drawing.Width - half);
            drawing.Text(x, plot.Bottom + 33 + line * LabelLine, label[line], Palette.Muted, 12, Anchor.Middle);
        }

        drawing.Fitted(13, Top + plot.Height / 2, up, plot.Height, Palette.Muted, 12, Anchor.Middle, turn: -90);
    }

    private static void Curves(Plot plot, IReadOnlyList<CurveSeries> series, IReadOnlyList<int>? order)
    {
        var taken = new HashSet<(int, int)>();

        // Intervals over the same few abscissas would cover each other: each curve stands a little aside.
        var hasIntervals = plot.IsDoubling && series.Any(curve => curve.Points.Any(point => point.Lower is not null));
        var step = hasIntervals ? Math.Min(1.4 * Radius, 60.0 / series.Count) : 0;
        var isCrowded = series.Where(curve => curve.HasDots).Sum(curve => curve.Points.Count) > MostApart;
        for (var i = 0; i < series.Count; i++)
        {
            var (curve, number) = (series[i], order?[i] ?? i);
            var points = Drawn(curve).ToList();
            var aside = (i - (series.Count - 1) / 2.0) * step;
            List<(double X, double Y)> places = isCrowded || !curve.HasDots
                ? [.. points.Select(plot.At)]
                : [.. points.Select(point => Apart((plot.At(point).X + aside, plot.At(point).Y), taken))];
            if (curve.IsJoined && places.Count > 1)
                plot.Drawing.Curve(places, Palette.Series(number), 2, curve.IsDashed);
            if (curve.HasDots) Dots(plot, points, places, number, isCrowded ? 2 : Radius);
        }
    }

    private static void Dots(
        Plot plot, List<CurvePoint> points, List<(double X, double Y)> places, int number, double radius)
    {
        var (ink, shape) = (Palette.Series(number), Palette.Shape(number));
        foreach (var (point, (x, y)) in points.Zip(places))
        {
            if (point is { Lower: { } lower, Upper: { } upper } && !double.IsNaN(lower) && !double.IsNaN(upper))
                plot.Drawing.Line(x, plot.Vertical.At(lower), x, plot.Vertical.At(upper), ink, 1.5);
            plot.Drawing.Dot(x, y, radius, ink, shape);
        }
    }

    /// <summary>The nearest free place, looked for sideways: heights are what is read.</summary>
    private static (double X, double Y) Apart((double X, double Y) wanted, HashSet<(int, int)> taken)
    {
        for (var step = 0; step < 24; step++)
        {
            var x = wanted.X + (step % 2 == 0 ? step / 2 : -(step + 1) / 2) * 2 * Radius;
            var cell = ((int)Math.Round(x / (2 * Radius)), (int)Math.Round(wanted.Y / (2 * Radius)));
            if (taken.Add(cell)) return (x, wanted.Y);
        }

        return wanted;
    }

    // Names of the curves in lines of at most the width, each with its number and the place where it begins.
    private static List<List<LegendEntry>> LegendLines(IReadOnlyList<CurveSeries> series, double width)
    {
        var lines = new List<List<LegendEntry>>();
        if (series.Count == 1 && series[0].Name.Length == 0) return lines;
        var x = double.PositiveInfinity;
        for (var i = 0; i < series.Count; i++)
        {
            var text = Letters.Fit(VisibleText.Of(series[i].Name), width - 30, 12);
            var wide = 26 + Width(text, 12) + 18;
            if (x + wide - 18 > width)
            {
                lines.Add([]);
                x = 4;
            }

            lines[^1].Add(new LegendEntry(i, x, text));
            x += wide;
        }

        return lines;
    }

    private static void Legend(
        Plot plot,
        IReadOnlyList<CurveSeries> series,
        IReadOnlyList<int>? order,
        List<List<LegendEntry>> lines,
        double top)
    {
        for (var line = 0; line < lines.Count; line++)
        {
            var y = top + (line + 0.5) * LegendLine + 3;
            foreach (var (number, x, text) in lines[line])
            {
                var (curve, place) = (series[number], order?[number] ?? number);
                if (curve.IsJoined) plot.Drawing.Line(x, y, x + 20, y, Palette.Series(place), 2, curve.IsDashed);
                if (curve.HasDots) plot.Drawing.Dot(x + 10, y, Radius, Palette.Series(place), Palette.Shape(place));
                var whole = VisibleText.Of(curve.Name);
                plot.Drawing.Text(x + 26, y + 4, text, Palette.Text, 12, whole: text == whole ? null : whole);
            }
        }
    }

    /// <summary>Where the curves stand on the drawing.</summary>
    private sealed record Plot(
        Drawing Drawing,
        double Left,
        double Right,
        double Height,
        NumberAxis Horizontal,
        NumberAxis Vertical,
        bool IsDoubling)
    {
        public double Bottom => Top + Height;

        public (double X, double Y) At(CurvePoint point) =>
            (Horizontal.At(Place(point.X, IsDoubling)), Vertical.At(point.Y));
    }

    /// <summary>A name of the legend, cut to fit.</summary>
    private readonly record struct LegendEntry(int Number, double X, string Text);
}
