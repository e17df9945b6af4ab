using System.Text;

namespace Colora.Formats;

/// <summary>
/// Text from a file made safe to stand inside a one-line message: quoted, cut, without control characters.
/// </summary>
internal static class Quoted
{
    private const int Longest = 120;

    public static string Text(string text)
    {
        var length = Math.Min(text.Length, Longest);
        var quoted = new StringBuilder("'");
        for (var i = 0; i < length; i++)
        {
            if (text[i] is var c && (char.IsSurrogate(c) || OneLine.IsHidden(new Rune(c))))
                quoted.Append($"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append(text.Length > Longest ? "…'" : "'").ToString();
    }
}
