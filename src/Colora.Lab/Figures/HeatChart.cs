using System.Globalization;
using Colora.Documents;
using Colora.Lab.Drawings;

namespace Colora.Lab.Figures;

/// <summary>A table of coloured cells with their values in them, colours scaled to the values that are there, beside it a tree of the rows where there is one.</summary>
public static class HeatChart
{
    private const double MostNames = 190, LeastCell = 30, MostCell = 64, CellHeight = 24, SmallCell = 7, ScaleHeight = 46, LabelLine = 16;
    private const int MostWithValues = 60;

    /// <summary>The chart. More than 60 rows or columns have no values in their cells, and only some of the names.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="unit">What the values are.</param>
    /// <param name="rows">Names from top to bottom.</param>
    /// <param name="columns">Names from left to right.</param>
    /// <param name="values">A value for each row and column; NaN where there is none, which is grey.</param>
    /// <param name="format">Of the values.</param>
    /// <param name="scale">Of the colours.</param>
    /// <param name="width">Pixels that are there; a large table takes more.</param>
    /// <param name="joins">The tree: groups 0…k−1 are the rows from top to bottom, k+j is the j-th join; or none.</param>
    public static Drawing Of(
        string title, string unit, IReadOnlyList<string> rows, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<double>> values, string format, HeatScale scale, double width,
        IReadOnlyList<(int Left, int Right, double Distance)>? joins = null)
    {
        var isFull = Math.Max(rows.Count, columns.Count) <= MostWithValues;
        var most = width < 500 ? 0.3 * width : MostNames;
        var names = Math.Min(most, rows.Select(name => Letters.Width(VisibleText.Of(name), 12)).DefaultIfEmpty(0).Max()) + 8;
        var tree = joins is { Count: > 0 } ? Math.Clamp(0.22 * width, 70, 200) : 0;
        var finite = values.SelectMany(row => row).Where(double.IsFinite).ToList();
        var text = isFull ? finite.Select(value => Letters.Width(Text(value, format), 11)).DefaultIfEmpty(0).Max() + 6 : 0;
        var cell = isFull ? Math.Max(Math.Min((width - names - tree - 8) / Math.Max(1, columns.Count), MostCell), Math.Max(LeastCell, text)) : SmallCell;
        var height = isFull ? CellHeight : SmallCell;
        var isTurned = columns.Any(name => Letters.Width(VisibleText.Of(name), 12) > cell - 4);
        var head = isTurned ? Math.Min(most, columns.Select(name => Letters.Width(VisibleText.Of(name), 12)).DefaultIfEmpty(0).Max()) + 8 : 20;
        var full = Math.Max(names + columns.Count * cell + tree + 8, Math.Min(width, 280));
        var label = Letters.Wrap(unit, full, 12);
        var drawing = new Drawing(title, full, head + rows.Count * height + ScaleHeight + (label.Count - 1) * LabelLine);
        var (low, high) = Ends(finite, scale);
        Names(drawing, rows, columns, names, head, cell, height, isTurned);
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < columns.Count; j++)
            {
                var value = values[i][j];
                var ink = double.IsFinite(value) ? Colour(value, low, high) : Palette.Missing;
                var gap = isFull ? 1 : 0;
                drawing.Box(names + j * cell, head + i * height, cell - gap, height - gap, ink);
                if (isFull) drawing.Text(names + (j + 0.5) * cell - 0.5, head + (i + 0.5) * height + 3.5, double.IsFinite(value) ? Text(value, format) : "–", double.IsFinite(value) ? Palette.On(ink) : Palette.Text, 11, Anchor.Middle);
            }
        }

        if (joins is { Count: > 0 }) Tree(drawing, rows.Count, joins, names + columns.Count * cell + 4, tree, head, height);
        Scale(drawing, label, format, finite, low, high, head + rows.Count * height + 12);
        return drawing;
    }

    private static void Names(Drawing drawing, IReadOnlyList<string> rows, IReadOnlyList<string> columns, double names, double head, double cell, double height, bool isTurned)
    {
        var (every, all) = ((int)Math.Ceiling(13 / height), (int)Math.Ceiling(13 / cell));
        for (var i = 0; i < rows.Count; i += every) drawing.Fitted(names - 6, head + i * height + Math.Min(height, 13) / 2 + (height > 13 ? (height - 13) / 2 + 4 : 4), rows[i], names - 8, Palette.Text, 12, Anchor.End);
        for (var j = 0; j < columns.Count; j += isTurned ? all : 1)
        {
            if (isTurned) drawing.Fitted(names + j * cell + Math.Min(cell, 13) / 2 + (cell > 13 ? (cell - 13) / 2 : 0) + 4, head - 6, columns[j], head - 8, Palette.Text, 12, turn: -90);
            else drawing.Text(names + (j + 0.5) * cell, head - 6, VisibleText.Of(columns[j]), Palette.Text, 12, Anchor.Middle);
        }
    }

    private static void Tree(Drawing drawing, int leaves, IReadOnlyList<(int Left, int Right, double Distance)> joins, double left, double width, double head, double height)
    {
        var farthest = joins.Select(join => join.Distance).Where(double.IsFinite).DefaultIfEmpty(0).Max() is > 0 and var most ? most : 1;
        double X(double distance) => left + (width - 8) * (double.IsFinite(distance) ? Math.Clamp(distance / farthest, 0, 1) : 1);
        var at = new Dictionary<int, (double Y, double Distance)>();
        for (var i = 0; i < leaves; i++) at[i] = (head + (i + 0.5) * height, 0);
        for (var j = 0; j < joins.Count; j++)
        {
            var (one, other, distance) = (at[joins[j].Left], at[joins[j].Right], joins[j].Distance);
            drawing.Curve([(X(one.Distance), one.Y), (X(distance), one.Y), (X(distance), other.Y), (X(other.Distance), other.Y)], Palette.Series(0), 1.5);
            at[leaves + j] = ((one.Y + other.Y) / 2, distance);
        }
    }

    private static void Scale(Drawing drawing, IReadOnlyList<string> label, string format, List<double> finite, double low, double high, double top)
    {
        if (finite.Count == 0)
        {
            drawing.Text(0, top + 14, "no values", Palette.Muted, 12);
            return;
        }

        const int Steps = 24;
        var (left, width) = (Letters.Width(Text(low, format), 11) + 6, Math.Min(140, drawing.Width / 3));
        drawing.Text(left - 6, top + 11, Text(low, format), Palette.Muted, 11, Anchor.End);
        for (var i = 0; i < Steps; i++) drawing.Box(left + i * width / Steps, top, width / Steps + 0.5, 14, Colour(low + (high - low) * (i + 0.5) / Steps, low, high));
        drawing.Text(left + width + 6, top + 11, Text(high, format), Palette.Muted, 11);
        for (var line = 0; line < label.Count; line++) drawing.Text(0, top + 29 + line * LabelLine, label[line], Palette.Muted, 12);
    }

    private static (double Low, double High) Ends(List<double> finite, HeatScale scale)
    {
        if (finite.Count == 0) return (0, 1);
        var (low, high) = (finite.Min(), finite.Max());
        if (scale == HeatScale.Diverging || low < 0 && high > 0)
        {
            var most = Math.Max(Math.Abs(low), Math.Abs(high));
            return most > 0 ? (-most, most) : (-1, 1);
        }

        return high > low ? (low, high) : (low - 1, high + 1);
    }

    private static Ink Colour(double value, double low, double high) =>
        low < 0 && low == -high ? Palette.Diverging(value / high) : Palette.Rising(0.05 + 0.95 * (value - low) / (high - low));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
}
