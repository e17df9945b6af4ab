using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Colora.Configuration;

/// <summary>
/// Writes a text as a YAML scalar: plain where every reader takes it for the same text, else in double quotes.
/// </summary>
internal static partial class YamlText
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "true", "false", "yes", "no", "on", "off", "y", "n",
    };

    /// <summary>The scalar, on one line.</summary>
    /// <exception cref="ArgumentException">The text holds half a surrogate pair, which UTF-8 cannot say.</exception>
    public static string Write(string text) => Plain().IsMatch(text) && !Reserved.Contains(text) ? text : Quote(text);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                throw new ArgumentException("half a surrogate pair in a text", nameof(text));
            quoted.Append(Escape(rune));
            if (!rune.IsBmp) i++;
        }

        return quoted.Append('"').ToString();
    }

    private static string Escape(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < 0x20 or (>= 0x7F and <= 0x9F) => $"\\x{rune.Value:X2}",
        // Line separators and non-characters: not printable to YAML; the byte-order mark is dropped by readers.
        0xA0 or (>= 0x2000 and <= 0x200F) or 0x2028 or 0x2029 or 0xFEFF or 0xFFFE or 0xFFFF => $"\\u{rune.Value:X4}",
        > 0xFFFF when Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned => $"\\U{rune.Value:X8}",
        _ => rune.ToString(),
    };

    [GeneratedRegex(@"^[A-Za-z_/](?:[A-Za-z0-9_./ -]*[A-Za-z0-9_./-])?\z")]
    private static partial Regex Plain();
}
