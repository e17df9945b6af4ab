using Colora.Documents;
using Colora.Lab.Drawings;

namespace Colora.Lab.Figures;

/// <summary>A row for each user or arm: a point with its interval, or a bar, with the name at the left and the value in words at the right; where it is narrow, name and value stand above.</summary>
public static class RowChart
{
    /// <summary>Most rows that are drawn; of more, those at both ends are.</summary>
    public const int MostRows = 60;

    private const double Narrow = 520, LineHeight = 24, Axis = 26, LabelLine = 16, Gap = 10;

    /// <summary>The chart.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="unit">What the values are in, for the axis.</param>
    /// <param name="rows">The rows from top to bottom.</param>
    /// <param name="width">Pixels, 280 or more.</param>
    /// <param name="isBar">Bars from zero, or points with intervals.</param>
    public static Drawing Of(string title, string unit, IReadOnlyList<RowEntry> rows, double width, bool isBar)
    {
        var shown = Shown(rows);
        var isNarrow = width < Narrow;
        var rowHeight = isNarrow ? 1.75 * LineHeight : LineHeight;
        var widest = shown.Select(row => Letters.Width(row.Text)).DefaultIfEmpty(0).Max();
        var names = isNarrow ? 0 : Math.Min(shown.Select(row => Letters.Width(VisibleText.Of(row.Name))).DefaultIfEmpty(0).Max(), Math.Max(0.3 * width, 120)) + Gap;
        var values = isNarrow ? 0 : Math.Min(widest, 0.4 * width) + Gap;
        var label = Letters.Wrap(unit, width - 8, 12);
        var drawing = new Drawing(title, width, shown.Count * rowHeight + Axis + label.Count * LabelLine + (shown.Count < rows.Count ? LineHeight : 0));
        var bottom = shown.Count * rowHeight + 4;
        var finite = shown.SelectMany(row => (double[])[row.Value, row.Lower ?? double.NaN, row.Upper ?? double.NaN]).Append(0);
        var axis = new NumberAxis(finite, names + 6, width - values - 6);
        var least = double.NegativeInfinity;
        foreach (var (value, text) in axis.Marks(isNarrow ? 4 : 6))
        {
            var (x, half) = (axis.At(value), Letters.Width(text, 11) / 2);
            drawing.Line(x, 0, x, bottom, Palette.Grid);
            if (x - half < least || x - half < 0 || x + half > width) continue;
            drawing.Text(x, bottom + 14, text, Palette.Muted, 11, Anchor.Middle);
            least = x + half + 4;
        }

        drawing.Line(axis.At(0), 0, axis.At(0), bottom, Palette.Axis, 1.5);
        for (var line = 0; line < label.Count; line++)
        {
            var half = Letters.Width(label[line], 12) / 2;
            drawing.Text(Math.Clamp(isNarrow ? width / 2 : (names + width - values) / 2, half, width - half), bottom + 31 + line * LabelLine, label[line], Palette.Muted, 12, Anchor.Middle);
        }

        for (var i = 0; i < shown.Count; i++)
        {
            var (row, y) = (shown[i], (i + (isNarrow ? 0.72 : 0.5)) * rowHeight);
            var words = isNarrow ? i * rowHeight + 15 : y + 4.5;
            var valueWidth = isNarrow ? Math.Min(Letters.Width(row.Text), 0.6 * width) : values - Gap;
            drawing.Fitted(isNarrow ? 0 : names - Gap, words, row.Name, isNarrow ? width - valueWidth - Gap : names - Gap, Palette.Text, anchor: isNarrow ? Anchor.Start : Anchor.End);
            drawing.Fitted(width, words, row.Text, valueWidth, Palette.Text, anchor: Anchor.End);
            if (!double.IsFinite(row.Value)) continue;
            if (isBar)
            {
                var (a, b) = (axis.At(0), axis.At(row.Value));
                drawing.Box(Math.Min(a, b), y - (isNarrow ? 5 : 7), Math.Max(Math.Abs(b - a), 1), isNarrow ? 10 : 14, row.Ink);
            }

            Whisker(drawing, axis, row, y, isBar ? Palette.Text : row.Ink);
            if (!isBar) drawing.Dot(axis.At(row.Value), y, 4.5, row.Ink);
        }

        if (shown.Count < rows.Count) drawing.Text(0, drawing.Height - 6, $"{shown.Count} of {rows.Count} are drawn: the first and the last", Palette.Muted, 12);
        return drawing;
    }

    private static void Whisker(Drawing drawing, NumberAxis axis, RowEntry row, double y, Ink ink)
    {
        if (row.Lower is not { } lower || row.Upper is not { } upper || double.IsNaN(lower) || double.IsNaN(upper)) return;
        drawing.Line(axis.At(lower), y, axis.At(upper), y, ink, 2);
        foreach (var (end, way) in new[] { (lower, -1), (upper, 1) })
        {
            var x = axis.At(end);
            if (double.IsFinite(end)) drawing.Line(x, y - 4, x, y + 4, ink, 2);
            else drawing.Curve([(x - 5 * way, y - 4), (x, y), (x - 5 * way, y + 4)], ink);
        }
    }

    private static IReadOnlyList<RowEntry> Shown(IReadOnlyList<RowEntry> rows) =>
        rows.Count <= MostRows ? rows : [.. rows.Take(MostRows / 2), .. rows.TakeLast(MostRows / 2)];
}
