using System.Globalization;
using System.Text;

namespace Colora.Evaluation;

/// <summary>
/// Python's <c>str.lower</c>, <c>str.split</c> and <c>str.strip</c>, where .NET's differ: published scores were
/// computed with those.
/// </summary>
internal static class PythonText
{
    /// <summary><c>str.lower()</c>: Unicode's full lower-casing, without locale.</summary>
    public static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                // The one letter whose lower case is two characters: i and a combining dot.
                case '\u0130': lower.Append("i\u0307"); break;
                // The Kelvin and Ångström signs: not lowered by the invariant culture of every platform.
                case '\u212A': lower.Append('k'); break;
                case '\u212B': lower.Append('\u00E5'); break;
                case '\u03A3': lower.Append(IsFinalSigma(text, i) ? '\u03C2' : '\u03C3'); break;
                case var c when char.IsHighSurrogate(c) && Rune.TryGetRuneAt(text, i, out var rune):
                    lower.Append(Rune.ToLowerInvariant(rune).ToString());
                    i++;
                    break;
                case var c: lower.Append(char.ToLowerInvariant(c)); break;
            }
        }

        return lower.ToString();
    }

    /// <summary>
    /// <c>str.split()</c>: words between runs of blanks. U+001C to U+001F are blanks to Python and not to .NET.
    /// </summary>
    public static string[] Split(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !IsBlank(text[i])) continue;
            if (i > start) words.Add(text[start..i]);
            start = i + 1;
        }

        return [.. words];
    }

    /// <summary><c>str.strip()</c>: the text without the blanks at both ends.</summary>
    public static string Strip(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsBlank(text[start])) start++;
        while (end > start && IsBlank(text[end - 1])) end--;
        return text[start..end];
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    // Unicode's Final_Sigma: a cased letter before, none after, case-ignorable characters skipped on both sides.
    private static bool IsFinalSigma(string text, int at)
    {
        var before = text[..at].EnumerateRunes().Reverse().SkipWhile(IsCaseIgnorable);
        var after = text[(at + 1)..].EnumerateRunes().SkipWhile(IsCaseIgnorable);
        return before.Take(1).Any(IsCased) && !after.Take(1).Any(IsCased);
    }

    // Circled letters and Roman numerals (Other_Uppercase, Other_Lowercase) are cased as well.
    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);

    // Case_Ignorable: marks, modifiers, format characters, and the signs that stand inside words (Word_Break MidLetter,
    // MidNumLet, Single_Quote).
    private static bool IsCaseIgnorable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || rune.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
            or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A;
}
