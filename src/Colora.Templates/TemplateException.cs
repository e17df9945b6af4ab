using System.Globalization;
using System.Text;

namespace Colora.Templates;

/// <summary>A template that is malformed, that fails, or that refuses a conversation: one line of text, whatever the template puts into it.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="line">Line of the template, from 1; 0 where it is not known.</param>
/// <param name="inner">What it came from, or none.</param>
public sealed class TemplateException(string message, int line = 0, Exception? inner = null) : Exception(OneLine(message), inner)
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
            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            result.Append(isHidden ? " " : rune.ToString());
        }

        return result.ToString();
    }
}
