using Colora.Documents;
using Colora.Lab.Drawings;

namespace Colora.Lab.Figures;

/// <summary>
/// A row for each user or arm: a point with its interval, or a bar, with the name at the left and the value in words at
/// the right; where it is narrow, name and value stand above.
/// </summary>
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
        var label = Letters.Wrap(unit, width - 8, 12);
        var layout = Layout.Of(shown, width);
        var below = Axis + label.Count * LabelLine;
        var height = shown.Count * layout.RowHeight + below + (shown.Count < rows.Count ? LineHeight : 0);
        var drawing = new Drawing(title, width, height);
        var axis = new NumberAxis(Values(shown), layout.Names + 6, width - layout.Values - 6);
        var bottom = shown.Count * layout.RowHeight + 4;
        Marks(drawing, axis.Marks(layout.IsNarrow ? 4 : 6), axis, bottom);
        drawing.Line(axis.At(0), 0, axis.At(0), bottom, Palette.Axis, 1.5);
        Label(drawing, label, layout, bottom);
        for (var i = 0; i < shown.Count; i++)
        {
            Words(drawing, layout, shown[i], i);
            Value(drawing, axis, shown[i], layout.Middle(i), layout.IsNarrow, isBar);
        }

        if (shown.Count < rows.Count)
        {
            var note = $"{shown.Count} of {rows.Count} are drawn: the first and the last";
            drawing.Text(0, drawing.Height - 6, note, Palette.Muted, 12);
        }

        return drawing;
    }

    // All that the axis has to hold: values and their intervals, and zero.
    private static IEnumerable<double> Values(IReadOnlyList<RowEntry> rows)
    {
        foreach (var row in rows)
        {
            yield return row.Value;
            yield return row.Lower ?? double.NaN;
            yield return row.Upper ?? double.NaN;
        }

        yield return 0;
    }

    private static void Marks(
        Drawing drawing, IReadOnlyList<(double Value, string Text)> marks, NumberAxis axis, double bottom)
    {
        var taken = double.NegativeInfinity;
        foreach (var (value, text) in marks)
        {
            var (x, half) = (axis.At(value), Letters.Width(text, 11) / 2);
            drawing.Line(x, 0, x, bottom, Palette.Grid);

            // A number that would touch its neighbour or an edge is left out; its line stays.
            if (x - half < taken || x - half < 0 || x + half > drawing.Width) continue;
            drawing.Text(x, bottom + 14, text, Palette.Muted, 11, Anchor.Middle);
            taken = x + half + 4;
        }
    }

    private static void Label(Drawing drawing, IReadOnlyList<string> label, Layout layout, double bottom)
    {
        var width = drawing.Width;
        var middle = layout.IsNarrow ? width / 2 : (layout.Names + width - layout.Values) / 2;
        for (var line = 0; line < label.Count; line++)
        {
            var half = Letters.Width(label[line], 12) / 2;
            var x = Math.Clamp(middle, half, width - half);
            drawing.Text(x, bottom + 31 + line * LabelLine, label[line], Palette.Muted, 12, Anchor.Middle);
        }
    }

    // The name at the left and the value at the right of the row, or both above it.
    private static void Words(Drawing drawing, Layout layout, RowEntry row, int place)
    {
        var width = drawing.Width;
        if (layout.IsNarrow)
        {
            var y = place * layout.RowHeight + 15;
            var valueWidth = Math.Min(Letters.Width(row.Text), 0.6 * width);
            drawing.Fitted(0, y, row.Name, width - valueWidth - Gap, Palette.Text);
            drawing.Fitted(width, y, row.Text, valueWidth, Palette.Text, anchor: Anchor.End);
        }
        else
        {
            var y = layout.Middle(place) + 4.5;
            var nameWidth = layout.Names - Gap;
            drawing.Fitted(nameWidth, y, row.Name, nameWidth, Palette.Text, anchor: Anchor.End);
            drawing.Fitted(width, y, row.Text, layout.Values - Gap, Palette.Text, anchor: Anchor.End);
        }
    }

    private static void Value(Drawing drawing, NumberAxis axis, RowEntry row, double y, bool isNarrow, bool isBar)
    {
        if (!double.IsFinite(row.Value)) return;
        if (!isBar)
        {
            Whisker(drawing, axis, row, y, row.Ink);
            drawing.Dot(axis.At(row.Value), y, 4.5, row.Ink);
            return;
        }

        var (zero, end, half) = (axis.At(0), axis.At(row.Value), isNarrow ? 5 : 7);
        drawing.Box(Math.Min(zero, end), y - half, Math.Max(Math.Abs(end - zero), 1), 2 * half, row.Ink);
        Whisker(drawing, axis, row, y, Palette.Text);
    }

    private static void Whisker(Drawing drawing, NumberAxis axis, RowEntry row, double y, Ink ink)
    {
        if (row.Lower is not { } lower || row.Upper is not { } upper) return;
        if (double.IsNaN(lower) || double.IsNaN(upper)) return;
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

    /// <summary>How the width is shared out.</summary>
    /// <param name="IsNarrow">Names and values stand above their rows.</param>
    /// <param name="RowHeight">Pixels of a row, with what stands above it.</param>
    /// <param name="Names">Pixels at the left.</param>
    /// <param name="Values">Pixels at the right.</param>
    private sealed record Layout(bool IsNarrow, double RowHeight, double Names, double Values)
    {
        public static Layout Of(IReadOnlyList<RowEntry> rows, double width)
        {
            if (width < Narrow) return new Layout(true, 1.75 * LineHeight, 0, 0);
            var longestName = rows.Select(row => Letters.Width(VisibleText.Of(row.Name))).DefaultIfEmpty(0).Max();
            var longestValue = rows.Select(row => Letters.Width(row.Text)).DefaultIfEmpty(0).Max();
            var names = Math.Min(longestName, Math.Max(0.3 * width, 120)) + Gap;
            return new Layout(false, LineHeight, names, Math.Min(longestValue, 0.4 * width) + Gap);
        }

        /// <summary>Where the middle of a row's bar or point lies.</summary>
        public double Middle(int row) => (row + (IsNarrow ? 0.72 : 0.5)) * RowHeight;
    }
}
