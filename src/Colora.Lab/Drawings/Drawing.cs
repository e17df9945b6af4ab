using Colora.Documents;

namespace Colora.Lab.Drawings;

/// <summary>A picture as a list of marks, later ones above earlier ones; written as SVG or PNG.</summary>
/// <param name="title">What it shows.</param>
/// <param name="width">Pixels.</param>
/// <param name="height">Pixels.</param>
public sealed class Drawing(string title, double width, double height)
{
    private readonly List<Mark> marks = [];

    /// <summary>What it shows.</summary>
    public string Title { get; } = title;

    /// <summary>Pixels.</summary>
    public double Width { get; } = width;

    /// <summary>Pixels.</summary>
    public double Height { get; } = height;

    /// <summary>Its parts.</summary>
    public IReadOnlyList<Mark> Marks => marks;

    /// <summary>Adds a line between two places.</summary>
    public void Line(double x1, double y1, double x2, double y2, Ink ink, double width = 1, bool isDashed = false) =>
        marks.Add(new LineMark([(x1, y1), (x2, y2)], ink, width, isDashed));

    /// <summary>Adds a line through several places.</summary>
    public void Curve(IReadOnlyList<(double X, double Y)> points, Ink ink, double width = 2, bool isDashed = false) =>
        marks.Add(new LineMark(points, ink, width, isDashed));

    /// <summary>Adds a filled rectangle.</summary>
    public void Box(double x, double y, double width, double height, Ink ink) =>
        marks.Add(new BoxMark(x, y, width, height, ink));

    /// <summary>Adds a point.</summary>
    public void Dot(double x, double y, double radius, Ink ink, DotShape shape = DotShape.Circle) =>
        marks.Add(new DotMark(x, y, radius, shape, ink));

    /// <summary>Adds a line of text.</summary>
    public void Text(
        double x,
        double y,
        string text,
        Ink ink,
        double size = Letters.Size,
        Anchor anchor = Anchor.Start,
        bool isBold = false,
        double turn = 0,
        string? whole = null) =>
        marks.Add(new TextMark(x, y, text, size, anchor, ink, isBold, turn, whole));

    /// <summary>
    /// Adds a line of text no wider than a number of pixels: what does not fit is cut, with the whole beside it for the
    /// reader who points at it.
    /// </summary>
    public void Fitted(
        double x,
        double y,
        string text,
        double most,
        Ink ink,
        double size = Letters.Size,
        Anchor anchor = Anchor.Start,
        bool isBold = false,
        double turn = 0)
    {
        var shown = VisibleText.Of(text);
        var fitted = Letters.Fit(shown, most, size, isBold);
        Text(x, y, fitted, ink, size, anchor, isBold, turn, fitted == shown ? null : shown);
    }

    /// <summary>
    /// The place and size of a text: left, top, right and bottom as drawn, also where it is turned by a quarter.
    /// </summary>
    public static (double Left, double Top, double Right, double Bottom) BoundsOf(TextMark mark)
    {
        var width = Letters.Width(mark.Text, mark.Size, mark.IsBold);
        var left = mark.Anchor switch { Anchor.Start => 0, Anchor.Middle => -width / 2, _ => -width };
        var (right, top, bottom) = (left + width, -0.8 * mark.Size, 0.25 * mark.Size);
        var angle = mark.Turn * Math.PI / 180;
        (double X, double Y)[] corners = [At(left, top), At(right, top), At(left, bottom), At(right, bottom)];
        return (
            corners.Min(corner => corner.X),
            corners.Min(corner => corner.Y),
            corners.Max(corner => corner.X),
            corners.Max(corner => corner.Y));

        (double X, double Y) At(double x, double y) => (
            mark.X + x * Math.Cos(angle) - y * Math.Sin(angle),
            mark.Y + x * Math.Sin(angle) + y * Math.Cos(angle));
    }
}
