using System.Globalization;
using System.Text;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace Colora.Lab.Drawings;

/// <summary>How wide text is, how it is cut to fit, and which font draws which of its letters.</summary>
public static class Letters
{
    /// <summary>Height of ordinary letters, pixels.</summary>
    public const double Size = 13;

    private const string Ellipsis = "…";
    private const char Box = '□';

    /// <summary>Width of a line of text, pixels.</summary>
    public static double Width(string text, double size = Size, bool isBold = false)
    {
        double width = 0;
        foreach (var (run, typeface) in Runs(text, isBold))
        {
            using var font = new SKFont(typeface, (float)size);
            width += Advance(run, typeface, font);
        }

        return width;
    }

    /// <summary>
    /// Width of a run of one typeface. Letters of the machine's fonts are shaped: some of them join, some run from
    /// right to left.
    /// </summary>
    internal static double Advance(string run, SKTypeface typeface, SKFont font)
    {
        if (EmbeddedFont.Is(typeface)) return font.MeasureText(run);
        using var shaper = new SKShaper(typeface);
        return shaper.Shape(run, font).Width;
    }

    /// <summary>The text, or as many of its first letters as fit with an ellipsis.</summary>
    public static string Fit(string text, double most, double size = Size, bool isBold = false)
    {
        if (Width(text, size, isBold) <= most) return text;
        var letters = StringInfo.ParseCombiningCharacters(text);
        var (low, high) = (0, letters.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Width(text[..letters[middle]] + Ellipsis, size, isBold) <= most) low = middle;
            else high = middle - 1;
        }

        return text[..letters[low]].TrimEnd() + Ellipsis;
    }

    /// <summary>
    /// The text in lines of at most a number of pixels, broken at spaces; a word that is wider is cut.
    /// </summary>
    public static IReadOnlyList<string> Wrap(string text, double most, double size = Size, bool isBold = false)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            if (Width(longer, size, isBold) <= most) lines[^1] = longer;
            else if (lines[^1].Length == 0) lines[^1] = Fit(word, most, size, isBold);
            else lines.Add(Fit(word, most, size, isBold));
        }

        return lines;
    }

    /// <summary>
    /// Pieces of the text with the typeface that draws each: the embedded one; for letters that it lacks one of the
    /// machine's that has them; where none has, a box stands for the letter.
    /// </summary>
    internal static IEnumerable<(string Run, SKTypeface Typeface)> Runs(string text, bool isBold)
    {
        var own = EmbeddedFont.Typeface(isBold);
        var run = new StringBuilder();
        var face = own;
        foreach (var rune in text.EnumerateRunes())
        {
            // A space goes with what is before it, so that a name in other letters stays in one piece.
            var next =
                Rune.IsWhiteSpace(rune) ? face
                : own.GetGlyph(rune.Value) != 0 ? own
                : MachineFonts.With(rune);
            if (run.Length > 0 && (next ?? own) != face)
            {
                yield return (run.ToString(), face);
                run.Clear();
            }

            face = next ?? own;
            if (next is null) run.Append(Box);
            else run.Append(rune);
        }

        if (run.Length > 0) yield return (run.ToString(), face);
    }
}
