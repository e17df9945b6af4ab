using System.Text;

namespace Colora.Formats;

/// <summary>Text from a file made safe to stand inside a one-line message: quoted, cut, without control characters.</summary>
internal static class Quoted
{
    private const int Longest = 120;

    public static string Text(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029') quoted.Append($"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append(text.Length > Longest ? "…'" : "'").ToString();
    }
}
