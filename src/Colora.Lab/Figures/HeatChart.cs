using System.Globalization;
using Colora.Documents;
using Colora.Lab.Drawings;

namespace Colora.Lab.Figures;

/// <summary>
/// A table of coloured cells with their values in them, colours scaled to the values that are there, beside it a tree
/// of the rows where there is one.
/// </summary>
public static class HeatChart
{
    private const double MostNames = 190, NameHeight = 13;
    private const double LeastCell = 30, MostCell = 64, CellHeight = 24, SmallCell = 7;
    private const double ScaleHeight = 46, LabelLine = 16;
    private const int MostWithValues = 60;

    /// <summary>
    /// The chart. More than 60 rows or columns have no values in their cells, and only some of the names.
    /// </summary>
    /// <param name="title">What it shows.</param>
    /// <param name="unit">What the values are.</param>
    /// <param name="rows">Names from top to bottom.</param>
    /// <param name="columns">Names from left to right.</param>
    /// <param name="values">A value for each row and column; NaN where there is none, which is grey.</param>
    /// <param name="format">Of the values.</param>
    /// <param name="scale">Of the colours.</param>
    /// <param name="width">Pixels that are there; a large table takes more.</param>
    /// <param name="joins">The tree: groups 0…k−1 are the rows from top to bottom, k+j is the j-th join; or
    /// none.</param>
    public static Drawing Of(
        string title,
        string unit,
        IReadOnlyList<string> rows,
        IReadOnlyList<string> columns,
        IReadOnlyList<IReadOnlyList<double>> values,
        string format,
        HeatScale scale,
        double width,
        IReadOnlyList<(int Left, int Right, double Distance)>? joins = null)
    {
        var finite = values.SelectMany(row => row).Where(double.IsFinite).ToList();
        var isFull = Math.Max(rows.Count, columns.Count) <= MostWithValues;
        var texts = isFull ? finite.Select(value => Text(value, format)) : [];
        var hasTree = joins is { Count: > 0 };
        var layout = Layout.Of(rows, columns, isFull, Widest(texts, 11), width, hasTree);
        var full = Math.Max(layout.Names + columns.Count * layout.Cell + layout.Tree + 8, Math.Min(width, 280));
        var label = Letters.Wrap(unit, full, 12);
        var bottom = layout.Head + rows.Count * layout.Height;
        var drawing = new Drawing(title, full, bottom + ScaleHeight + (label.Count - 1) * LabelLine);
        var (low, high) = Ends(finite, scale);
        RowNames(drawing, layout, rows);
        ColumnNames(drawing, layout, columns);
        for (var i = 0; i < rows.Count; i++)
            for (var j = 0; j < columns.Count; j++) Cell(drawing, layout, i, j, values[i][j], format, low, high);
        if (hasTree) Tree(drawing, layout, rows.Count, joins!, layout.Names + columns.Count * layout.Cell + 4);
        Scale(drawing, label, format, finite, low, high, bottom + 12);
        return drawing;
    }

    private static double Widest(IEnumerable<string> texts, double size) =>
        texts.Select(text => Letters.Width(text, size)).DefaultIfEmpty(0).Max();

    private static void RowNames(Drawing drawing, Layout layout, IReadOnlyList<string> rows)
    {
        var every = (int)Math.Ceiling(NameHeight / layout.Height);
        var middle = Middle(layout.Height) + 4;
        for (var i = 0; i < rows.Count; i += every)
        {
            var y = layout.Head + i * layout.Height + middle;
            drawing.Fitted(layout.Names - 6, y, rows[i], layout.Names - 8, Palette.Text, 12, Anchor.End);
        }
    }

    private static void ColumnNames(Drawing drawing, Layout layout, IReadOnlyList<string> columns)
    {
        var (cell, head) = (layout.Cell, layout.Head);
        if (!layout.IsTurned)
        {
            for (var j = 0; j < columns.Count; j++)
            {
                var (x, name) = (layout.Names + (j + 0.5) * cell, VisibleText.Of(columns[j]));
                drawing.Text(x, head - 6, name, Palette.Text, 12, Anchor.Middle);
            }

            return;
        }

        var every = (int)Math.Ceiling(NameHeight / cell);
        for (var j = 0; j < columns.Count; j += every)
        {
            var x = layout.Names + j * cell + Middle(cell) + 4;
            drawing.Fitted(x, head - 6, columns[j], head - 8, Palette.Text, 12, turn: -90);
        }
    }

    // How far from its edge a name's middle lies; small cells share one name, which stands at the first.
    private static double Middle(double cell) =>
        Math.Min(cell, NameHeight) / 2 + (cell > NameHeight ? (cell - NameHeight) / 2 : 0);

    private static void Cell(
        Drawing drawing, Layout layout, int row, int column, double value, string format, double low, double high)
    {
        var isThere = double.IsFinite(value);
        var ink = isThere ? Colour(value, low, high) : Palette.Missing;
        var gap = layout.IsFull ? 1 : 0;
        var (left, top) = (layout.Names + column * layout.Cell, layout.Head + row * layout.Height);
        drawing.Box(left, top, layout.Cell - gap, layout.Height - gap, ink);
        if (!layout.IsFull) return;
        var x = layout.Names + (column + 0.5) * layout.Cell - 0.5;
        var y = layout.Head + (row + 0.5) * layout.Height + 3.5;
        var words = isThere ? Palette.On(ink) : Palette.Text;
        drawing.Text(x, y, isThere ? Text(value, format) : "–", words, 11, Anchor.Middle);
    }

    private static void Tree(
        Drawing drawing,
        Layout layout,
        int leaves,
        IReadOnlyList<(int Left, int Right, double Distance)> joins,
        double left)
    {
        var most = joins.Select(join => join.Distance).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var farthest = most > 0 ? most : 1;

        // Where each group's line begins: the leaves, and then a group for each join.
        var groups = new List<(double X, double Y)>();
        for (var i = 0; i < leaves; i++) groups.Add((X(0), layout.Head + (i + 0.5) * layout.Height));
        foreach (var join in joins)
        {
            var (one, other, x) = (groups[join.Left], groups[join.Right], X(join.Distance));
            drawing.Curve([one, (x, one.Y), (x, other.Y), other], Palette.Series(0), 1.5);
            groups.Add((x, (one.Y + other.Y) / 2));
        }

        double X(double distance)
        {
            var share = double.IsFinite(distance) ? Math.Clamp(distance / farthest, 0, 1) : 1;
            return left + (layout.Tree - 8) * share;
        }
    }

    private static void Scale(
        Drawing drawing,
        IReadOnlyList<string> label,
        string format,
        List<double> finite,
        double low,
        double high,
        double top)
    {
        if (finite.Count == 0)
        {
            drawing.Text(0, top + 14, "no values", Palette.Muted, 12);
            return;
        }

        const int Steps = 24;
        var (left, width) = (Letters.Width(Text(low, format), 11) + 6, Math.Min(140, drawing.Width / 3));
        drawing.Text(left - 6, top + 11, Text(low, format), Palette.Muted, 11, Anchor.End);
        for (var i = 0; i < Steps; i++)
        {
            var ink = Colour(low + (high - low) * (i + 0.5) / Steps, low, high);

            // Half a pixel wider than the step: no seams.
            drawing.Box(left + i * width / Steps, top, width / Steps + 0.5, 14, ink);
        }

        drawing.Text(left + width + 6, top + 11, Text(high, format), Palette.Muted, 11);
        for (var line = 0; line < label.Count; line++)
            drawing.Text(0, top + 29 + line * LabelLine, label[line], Palette.Muted, 12);
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
        low < 0 && low == -high
            ? Palette.Diverging(value / high)
            : Palette.Rising(0.05 + 0.95 * (value - low) / (high - low));

    private static string Text(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>Sizes of the table's parts, pixels.</summary>
    /// <param name="IsFull">Few enough cells to hold their values.</param>
    /// <param name="IsTurned">Names of columns stand upright.</param>
    /// <param name="Names">Width of the rows' names.</param>
    /// <param name="Head">Height of the columns' names.</param>
    /// <param name="Cell">Width of a cell.</param>
    /// <param name="Height">Height of a cell.</param>
    /// <param name="Tree">Width of the tree; 0 = none.</param>
    private sealed record Layout(
        bool IsFull, bool IsTurned, double Names, double Head, double Cell, double Height, double Tree)
    {
        public static Layout Of(
            IReadOnlyList<string> rows,
            IReadOnlyList<string> columns,
            bool isFull,
            double widestValue,
            double width,
            bool hasTree)
        {
            var most = width < 500 ? 0.3 * width : MostNames;
            var names = Math.Min(most, Widest(rows.Select(VisibleText.Of), 12)) + 8;
            var widestColumn = Widest(columns.Select(VisibleText.Of), 12);
            var tree = hasTree ? Math.Clamp(0.22 * width, 70, 200) : 0;
            var left = (width - names - tree - 8) / Math.Max(1, columns.Count);
            var cell = isFull ? Math.Max(Math.Min(left, MostCell), Math.Max(LeastCell, widestValue + 6)) : SmallCell;
            var isTurned = widestColumn > cell - 4;
            var head = isTurned ? Math.Min(most, widestColumn) + 8 : 20;
            return new Layout(isFull, isTurned, names, head, cell, isFull ? CellHeight : SmallCell, tree);
        }
    }
}
