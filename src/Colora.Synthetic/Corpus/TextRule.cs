using System.Globalization;
using Colora.Synthetic.Records;

namespace Colora.Synthetic.Corpus;

/// <summary>A generic rewriting of a short list of words or of a string of characters.</summary>
internal static class TextRule
{
    private static readonly string[] Joints = [" ", ", ", "-", "/", ";", " | "];
    private static readonly string[] Marks = ["*", "#", "_", ".", "+", "x"];

    /// <summary>Draws a rule; it keeps its choices for all inputs.</summary>
    public static Func<IReadOnlyList<string>, string> Random(Draw draw)
    {
        string joint = draw.Pick(Joints), mark = draw.Pick(Marks);
        int place = draw.Below(3), count = draw.Between(1, 3);
        var letters = draw.Pick<LetterCase>();
        return draw.Below(14) switch
        {
            0 => words => string.Join(joint, words),
            1 => words => string.Join(joint, words.Reverse()),
            2 => words => string.Join(joint, words.Order(StringComparer.Ordinal)),
            3 => words => string.Join(joint, words.OrderDescending(StringComparer.Ordinal)),
            4 => words => words[place],
            5 => words => words[^1],
            6 => words => string.Join(joint, words.Select(word => letters.Write(word))),
            7 => words => string.Join(joint, words.Skip(1)),
            8 => words => string.Join(joint, words.Select(word => word[..Math.Min(count, word.Length)])),
            9 => words => string.Concat(words.Select(word => word[..1])).ToUpperInvariant(),
            10 => words => words.Count.ToString(CultureInfo.InvariantCulture),
            11 => words => string.Join(joint, words.Select((word, i) => $"{i + 1}{mark}{word}")),
            12 => words => string.Join(joint, words.Select((word, i) => i == place ? mark + mark : word)),
            _ => words => mark + string.Join(joint, words.Take(2)) + mark,
        };
    }
}
