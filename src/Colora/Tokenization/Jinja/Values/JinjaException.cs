using System.Text;

namespace Colora.Tokenization.Jinja.Values;

/// <summary>A template that is malformed or that fails: one line of text, whatever the template puts into it.</summary>
internal sealed class JinjaException(string message, int line = 0) : Exception(OneLine(message))
{
    private const int Longest = 600;

    /// <summary>Line of the template, from 1; 0 where it is not known.</summary>
    public int Line { get; } = line;

    /// <summary>The text on one line, control characters as blanks, cut where it is too long.</summary>
    private static string OneLine(string text)
    {
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (result.Length >= Longest) return result.Append('…').ToString();
            var category = Rune.GetUnicodeCategory(rune);
            var shown = category is not (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);
            result.Append(shown ? rune.ToString() : " ");
        }

        return result.ToString();
    }
}
