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
        text.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{name}\" role=\"img\" aria-label=\"{Escaped(drawing.Title)}\" width=\"{drawing.Width:0.#}\" height=\"{drawing.Height:0.#}\" viewBox=\"0 0 {drawing.Width:0.#} {drawing.Height:0.#}\" font-family=\"{EmbeddedFont.Family}, system-ui, sans-serif\">\n");
        foreach (var mark in drawing.Marks) Append(text, mark);
        return text.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder text, Mark mark)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (mark)
        {
            case LineMark line:
                text.Append(culture, $"<polyline fill=\"none\" stroke-width=\"{line.Width:0.##}\"{(line.IsDashed ? " stroke-dasharray=\"4 4\"" : "")} style=\"stroke:{line.Ink.Css}\" points=\"");
                text.AppendJoin(' ', line.Points.Select(point => string.Create(culture, $"{point.X:0.##},{point.Y:0.##}"))).Append("\"/>\n");
                break;
            case BoxMark box:
                text.Append(culture, $"<rect x=\"{box.X:0.##}\" y=\"{box.Y:0.##}\" width=\"{box.Width:0.##}\" height=\"{box.Height:0.##}\" shape-rendering=\"crispEdges\" style=\"fill:{box.Ink.Css}\"/>\n");
                break;
            case DotMark { Shape: DotShape.Circle } dot:
                text.Append(culture, $"<circle cx=\"{dot.X:0.##}\" cy=\"{dot.Y:0.##}\" r=\"{dot.Radius:0.##}\" style=\"fill:{dot.Ink.Css}\"/>\n");
                break;
            case DotMark dot:
                text.Append(culture, $"<polygon style=\"fill:{dot.Ink.Css}\" points=\"").AppendJoin(' ', Corners(dot).Select(point => string.Create(culture, $"{point.X:0.##},{point.Y:0.##}"))).Append("\"/>\n");
                break;
            case TextMark words:
                text.Append(culture, $"<text x=\"{words.X:0.##}\" y=\"{words.Y:0.##}\" font-size=\"{words.Size:0.##}\"");
                if (words.Anchor != Anchor.Start) text.Append(culture, $" text-anchor=\"{(words.Anchor == Anchor.Middle ? "middle" : "end")}\"");
                if (words.IsBold) text.Append(" font-weight=\"700\"");
                if (words.Turn != 0) text.Append(culture, $" transform=\"rotate({words.Turn:0.##} {words.X:0.##} {words.Y:0.##})\"");
                text.Append(culture, $" style=\"fill:{words.Ink.Css}\">");
                if (words.Whole is { } whole) text.Append(culture, $"<title>{Escaped(whole)}</title>");
                text.Append(Escaped(words.Text)).Append("</text>\n");
                break;
        }
    }

    /// <summary>Corners of a point that is no circle.</summary>
    internal static IReadOnlyList<(double X, double Y)> Corners(DotMark dot)
    {
        var (x, y, r) = (dot.X, dot.Y, dot.Radius);
        return dot.Shape switch
        {
            DotShape.Square => [(x - 0.9 * r, y - 0.9 * r), (x + 0.9 * r, y - 0.9 * r), (x + 0.9 * r, y + 0.9 * r), (x - 0.9 * r, y + 0.9 * r)],
            DotShape.Triangle => [(x, y - 1.2 * r), (x + 1.1 * r, y + 0.8 * r), (x - 1.1 * r, y + 0.8 * r)],
            _ => [(x, y - 1.3 * r), (x + 1.3 * r, y), (x, y + 1.3 * r), (x - 1.3 * r, y)],
        };
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(VisibleText.Of(text));
}
