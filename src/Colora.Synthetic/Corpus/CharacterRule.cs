using Colora.Synthetic.Records;

namespace Colora.Synthetic.Corpus;

/// <summary>A generic rewriting of a text, character by character or by its words.</summary>
internal static class CharacterRule
{
    private static readonly string[] Marks = ["*", "#", "x", "_", "-"];
    private static readonly string[] Frames = ["{0}", "[{0}]", "({0})", "> {0}", "{0};", "={0}", "\"{0}\""];

    /// <summary>Draws a rule; it keeps its choices for all texts.</summary>
    public static Func<string, string> Random(Draw draw)
    {
        string mark = draw.Pick(Marks), frame = draw.Pick(Frames);
        var count = draw.Between(2, 5);
        Func<string, string> rule = draw.Below(12) switch
        {
            0 or 1 => text => text,
            2 => text => text.ToUpperInvariant(),
            3 => text => text.ToLowerInvariant(),
            4 => text => string.Concat(text.Where(char.IsAsciiDigit)),
            5 => text => string.Concat(text.Select(c => char.IsAsciiDigit(c) ? mark : c.ToString())),
            6 => text => text.Replace(" ", mark, StringComparison.Ordinal),
            7 => text => string.Concat(text.Where(c => c != ' ')),
            8 => text => text[..Math.Min(count, text.Length)] + mark,
            9 => text => mark + text[^Math.Min(count, text.Length)..],
            10 => text => text.Split(' ')[0],
            _ => text => text.Split(' ')[^1],
        };
        return text => frame.Replace("{0}", rule(text), StringComparison.Ordinal);
    }
}
