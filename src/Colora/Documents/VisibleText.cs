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
    public static string Of(string text) => OneLine.Spelled(text.Length > Longest ? text[..Longest] + Ellipsis : text);
}
