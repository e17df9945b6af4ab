using System.Globalization;
using Colora.Documents;
using Colora.Lab.Drawings;

namespace Colora.Lab.Figures;

/// <summary>Curves or clouds of points over a number, with intervals and a legend below; points that fall together are shown apart.</summary>
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
    /// <param name="isDoubling">Even steps for every doubling, with the points' own abscissas as marks: numbers of rows or users.</param>
    /// <param name="hasZero">Whether the line of zero is drawn: gains.</param>
    /// <param name="order">Where a curve's colour differs from its place: the number of each; or none.</param>
    public static Drawing Of(string title, string across, string up, IReadOnlyList<CurveSeries> series, double width, bool isDoubling = false, bool hasZero = false, IReadOnlyList<int>? order = null)
    {
        double Place(double x) => isDoubling ? Math.Log2(Math.Max(x, 1e-9)) : x;
        var plotHeight = Math.Max(Math.Clamp(0.6 * width, 210, 340), Math.Min(Letters.Width(VisibleText.Of(up), 12) + 8, 400));
        var label = Letters.Wrap(across, width - 60, 12);
        var all = series.SelectMany(curve => curve.Points).Where(point => double.IsFinite(point.Y) && double.IsFinite(point.X)).ToList();
        var vertical = new NumberAxis(all.SelectMany(point => (double[])[point.Y, point.Lower ?? point.Y, point.Upper ?? point.Y]).Concat(hasZero ? [0] : Array.Empty<double>()), Top + plotHeight, Top);
        var marks = vertical.Marks(6);
        var left = 22 + marks.Select(mark => Letters.Width(mark.Text, 11)).DefaultIfEmpty(0).Max() + 8;
        var horizontal = new NumberAxis(all.Select(point => Place(point.X)), left, width - Right, isDoubling ? 0.08 : 0.05);
        var legend = Legend(series, width - 8);
        var drawing = new Drawing(title, width, Top + plotHeight + Below + (label.Count - 1) * LabelLine + legend.Count * LegendLine + 6);
        foreach (var (value, text) in marks)
        {
            drawing.Line(left, vertical.At(value), width - Right, vertical.At(value), Palette.Grid);
            drawing.Text(left - 6, vertical.At(value) + 4, text, Palette.Muted, 11, Anchor.End);
        }

        var last = double.NegativeInfinity;
        foreach (var (value, text) in isDoubling ? [.. all.Select(point => point.X).Distinct().Order().Select(x => (Place(x), x.ToString("0.##", CultureInfo.InvariantCulture)))] : horizontal.Marks(width < 500 ? 4 : 7))
        {
            var (x, half) = (horizontal.At(value), Letters.Width(text, 11) / 2);
            drawing.Line(x, Top, x, Top + plotHeight, Palette.Grid);
            if (x - half < last || x + half > width) continue;
            drawing.Text(x, Top + plotHeight + 15, text, Palette.Muted, 11, Anchor.Middle);
            last = x + half + 5;
        }

        if (hasZero) drawing.Line(left, vertical.At(0), width - Right, vertical.At(0), Palette.Axis, 1.5);
        for (var line = 0; line < label.Count; line++)
        {
            var half = Letters.Width(label[line], 12) / 2;
            drawing.Text(Math.Clamp((left + width - Right) / 2, half, width - half), Top + plotHeight + 33 + line * LabelLine, label[line], Palette.Muted, 12, Anchor.Middle);
        }

        drawing.Fitted(13, Top + plotHeight / 2, up, plotHeight, Palette.Muted, 12, Anchor.Middle, turn: -90);
        Curves(drawing, series, order, point => (horizontal.At(Place(point.X)), vertical.At(point.Y)), vertical, isDoubling);
        for (var line = 0; line < legend.Count; line++)
        {
            foreach (var (number, x, text) in legend[line])
            {
                var y = Top + plotHeight + Below + (label.Count - 1) * LabelLine + (line + 0.5) * LegendLine + 3;
                var place = order?[number] ?? number;
                if (series[number].IsJoined) drawing.Line(x, y, x + 20, y, Palette.Series(place), 2, series[number].IsDashed);
                if (series[number].HasDots) drawing.Dot(x + 10, y, Radius, Palette.Series(place), Palette.Shape(place));
                drawing.Text(x + 26, y + 4, text, Palette.Text, 12, whole: text == VisibleText.Of(series[number].Name) ? null : VisibleText.Of(series[number].Name));
            }
        }

        return drawing;
    }

    private static void Curves(Drawing drawing, IReadOnlyList<CurveSeries> series, IReadOnlyList<int>? order, Func<CurvePoint, (double X, double Y)> at, NumberAxis vertical, bool isDoubling)
    {
        var taken = new HashSet<(int, int)>();
        // Intervals over the same few abscissas would cover each other: each curve stands a little aside.
        var hasIntervals = isDoubling && series.Any(curve => curve.Points.Any(point => point.Lower is not null));
        var isCrowded = series.Where(curve => curve.HasDots).Sum(curve => curve.Points.Count) > MostApart;
        for (var i = 0; i < series.Count; i++)
        {
            var place = order?[i] ?? i;
            var (ink, shape) = (Palette.Series(place), Palette.Shape(place));
            var points = series[i].Points.Where(point => double.IsFinite(point.Y) && double.IsFinite(point.X)).ToList();
            var aside = hasIntervals ? (i - (series.Count - 1) / 2.0) * Math.Min(1.4 * Radius, 60.0 / series.Count) : 0;
            var places = points.Select(point => isCrowded || !series[i].HasDots ? at(point) : Apart((at(point).X + aside, at(point).Y), taken)).ToList();
            if (series[i].IsJoined && places.Count > 1) drawing.Curve(places, ink, 2, series[i].IsDashed);
            if (!series[i].HasDots) continue;
            for (var j = 0; j < points.Count; j++)
            {
                if (points[j] is { Lower: { } lower, Upper: { } upper } && !double.IsNaN(lower) && !double.IsNaN(upper))
                    drawing.Line(places[j].X, vertical.At(lower), places[j].X, vertical.At(upper), ink, 1.5);
                drawing.Dot(places[j].X, places[j].Y, isCrowded ? 2 : Radius, ink, shape);
            }
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

    private static List<List<(int Number, double X, string Text)>> Legend(IReadOnlyList<CurveSeries> series, double width)
    {
        var lines = new List<List<(int, double, string)>>();
        if (series.Count == 1 && series[0].Name.Length == 0) return lines;
        var x = double.PositiveInfinity;
        for (var i = 0; i < series.Count; i++)
        {
            var text = Letters.Fit(VisibleText.Of(series[i].Name), width - 30, 12);
            var wide = 26 + Letters.Width(text, 12) + 18;
            if (x + wide - 18 > width)
            {
                lines.Add([]);
                x = 4;
            }

            lines[^1].Add((i, x, text));
            x += wide;
        }

        return lines;
    }
}
