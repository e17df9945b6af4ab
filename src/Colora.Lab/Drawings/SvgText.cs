using System.Globalization;
using System.Net;
using System.Text;
using Colora.Documents;

namespace Colora.Lab.Drawings;

/// <summary>A drawing as SVG: text stays text, colours are variables that a page sets for light and dark.</summary>
public static class SvgText
{
    /// <summary>The element, to be put into a page or a file.</summary>
    /// <param name="drawing">The drawing.</param>
    /// <param name="name">CSS class.</param>
    public static string Of(Drawing drawing, string name = "chart")
    {
        var text = new StringBuilder();
        var (width, height) = (Number(drawing.Width, "0.#"), Number(drawing.Height, "0.#"));
        text.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{name}\" role=\"img\"");
        text.Append($" aria-label=\"{Escaped(drawing.Title)}\" width=\"{width}\" height=\"{height}\"");
        text.Append($" viewBox=\"0 0 {width} {height}\"");
        text.Append($" font-family=\"{EmbeddedFont.Family}, system-ui, sans-serif\">\n");
        foreach (var mark in drawing.Marks) Append(text, mark);
        return text.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder text, Mark mark)
    {
        switch (mark)
        {
            case LineMark line:
                Append(text, line);
                break;
            case BoxMark box:
                Append(text, box);
                break;
            case DotMark dot:
                Append(text, dot);
                break;
            case TextMark words:
                Append(text, words);
                break;
        }
    }

    private static void Append(StringBuilder text, LineMark line)
    {
        text.Append($"<polyline fill=\"none\" stroke-width=\"{Number(line.Width)}\"");
        if (line.IsDashed) text.Append(" stroke-dasharray=\"4 4\"");
        text.Append($" style=\"stroke:{line.Ink.Css}\" points=\"{Points(line.Points)}\"/>\n");
    }

    private static void Append(StringBuilder text, BoxMark box)
    {
        text.Append($"<rect x=\"{Number(box.X)}\" y=\"{Number(box.Y)}\"");
        text.Append($" width=\"{Number(box.Width)}\" height=\"{Number(box.Height)}\"");
        text.Append($" shape-rendering=\"crispEdges\" style=\"fill:{box.Ink.Css}\"/>\n");
    }

    private static void Append(StringBuilder text, DotMark dot)
    {
        if (dot.Shape == DotShape.Circle)
        {
            text.Append($"<circle cx=\"{Number(dot.X)}\" cy=\"{Number(dot.Y)}\" r=\"{Number(dot.Radius)}\"");
            text.Append($" style=\"fill:{dot.Ink.Css}\"/>\n");
        }
        else
        {
            text.Append($"<polygon style=\"fill:{dot.Ink.Css}\" points=\"{Points(Corners(dot))}\"/>\n");
        }
    }

    private static void Append(StringBuilder text, TextMark words)
    {
        var (x, y) = (Number(words.X), Number(words.Y));
        text.Append($"<text x=\"{x}\" y=\"{y}\" font-size=\"{Number(words.Size)}\"");
        if (words.Anchor == Anchor.Middle) text.Append(" text-anchor=\"middle\"");
        if (words.Anchor == Anchor.End) text.Append(" text-anchor=\"end\"");
        if (words.IsBold) text.Append(" font-weight=\"700\"");
        if (words.Turn != 0) text.Append($" transform=\"rotate({Number(words.Turn)} {x} {y})\"");
        text.Append($" style=\"fill:{words.Ink.Css}\">");
        if (words.Whole is { } whole) text.Append($"<title>{Escaped(whole)}</title>");
        text.Append(Escaped(words.Text)).Append("</text>\n");
    }

    private static string Points(IReadOnlyList<(double X, double Y)> points) =>
        string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"));

    private static string Number(double value, string format = "0.##") =>
        value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>Corners of a point that is no circle.</summary>
    internal static IReadOnlyList<(double X, double Y)> Corners(DotMark dot)
    {
        var (x, y, r) = (dot.X, dot.Y, dot.Radius);
        var half = 0.9 * r;
        return dot.Shape switch
        {
            DotShape.Square => [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)],
            DotShape.Triangle => [(x, y - 1.2 * r), (x + 1.1 * r, y + 0.8 * r), (x - 1.1 * r, y + 0.8 * r)],
            _ => [(x, y - 1.3 * r), (x + 1.3 * r, y), (x, y + 1.3 * r), (x - 1.3 * r, y)],
        };
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(VisibleText.Of(text));
}
