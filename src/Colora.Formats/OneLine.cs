using System.Globalization;
using System.Text;

namespace Colora.Formats;

/// <summary>
/// Text from anywhere made fit to be shown: one line, no longer than a screen, without characters that steer a terminal
/// or hide what is written (controls, marks of direction, zero-width ones), which are written as <c>\uXXXX</c>.
/// </summary>
public static class OneLine
{
    /// <summary>Most characters of a message.</summary>
    public const int Longest = 980;

    private const string Cut = " … ";

    /// <summary>The text in one line; of one that is too long, its beginning and its end.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="longest">Most characters of the result.</param>
    public static string Of(string text, int longest = Longest)
    {
        // What cannot be shown need not be looked at.
        if (text.Length > 4 * longest) text = text[..(2 * longest)] + text[^(2 * longest)..];
        var line = Spelled(text.ReplaceLineEndings(" "));
        if (line.Length <= longest) return line;
        var end = (longest - Cut.Length) / 3;
        return line[..(longest - Cut.Length - end)].TrimEnd('\\') + Cut + line[^end..];
    }

    /// <summary>Parts of a message, the longest of them cut so that all together fit into one line.</summary>
    /// <param name="parts">The parts, some perhaps empty.</param>
    /// <param name="overhead">Characters that stand between them.</param>
    public static string[] Fit(string[] parts, int overhead)
    {
        var lines = parts.Select(part => Of(part)).ToArray();
        while (lines.Sum(line => line.Length) + overhead is var length && length > Longest)
        {
            var place = Array.IndexOf(lines, lines.MaxBy(line => line.Length));
            var second = lines.Where((_, i) => i != place).Max(line => line.Length);
            lines[place] = Of(
                lines[place],
                Math.Max(Longest / (2 * lines.Length), Math.Max(second - 1, lines[place].Length - (length - Longest))));
        }

        return lines;
    }

    /// <summary>Whether a character is written as its code.</summary>
    public static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
            or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned;

    /// <summary>
    /// The text with each hidden character, and each half of a pair without its other half, as its code; line ends too.
    /// </summary>
    public static string Spelled(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i++]:x4}");
                continue;
            }

            if (!IsHidden(rune)) shown.Append(text.AsSpan(i, rune.Utf16SequenceLength));
            else for (var half = 0; half < rune.Utf16SequenceLength; half++)
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i + half]:x4}");
            i += rune.Utf16SequenceLength;
        }

        return shown.ToString();
    }
}
