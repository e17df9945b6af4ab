using System.Globalization;
using System.Text;
using Colora.Formats;

namespace Colora.Documents;

/// <summary>Text of strangers as it is shown: one line in which every character is seen.</summary>
public static class VisibleText
{
    /// <summary>Characters that are shown of one text.</summary>
    public const int Longest = 400;

    private const string Ellipsis = "…";

    /// <summary>A name or value as one line; beyond 400 characters it is cut.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text) => Spelled(text.Length > Longest ? text[..Longest] + Ellipsis : text);

    /// <summary>The text with control characters, line ends and marks that turn the direction of text spelled as <c>\u202e</c>: none of them can change how the rest is read.</summary>
    /// <param name="text">Any text.</param>
    public static string Spelled(string text)
    {
        if (!text.EnumerateRunes().Any(OneLine.IsHidden)) return text;
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (OneLine.IsHidden(rune)) shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else shown.Append(rune);
        }

        return shown.ToString();
    }
}
