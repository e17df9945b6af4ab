using System.Text;
using Colora.Synthetic.Records;

namespace Colora.Synthetic.Corpus;

/// <summary>
/// One document of the corpus: examples of one rewriting, stated as the default prompt states them and without any
/// instruction, or plain records. A reader must find the rule in the examples, as a newcomer to a company does.
/// </summary>
internal static class CorpusDocument
{
    /// <summary>Characters after which no further example is begun.</summary>
    public const int Target = 200;

    private static readonly Field[] AllFields = Enum.GetValues<Field>();
    private static readonly char[] NoiseLetters = [.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"];

    /// <summary>
    /// Documents before this one only copy: a model that can copy learns everything else many times faster.
    /// </summary>
    private const int CopyingEnds = 6_000;

    /// <summary>Documents before this one are short rewritings; whole lines come after.</summary>
    private const int ShortEnds = 24_000;

    /// <summary>Draws the document of an index: easy ones come first.</summary>
    public static string Random(Draw draw, int index)
    {
        // Shares of 100, in the order: copies, business texts, lists of words, single fields, whole lines; the rest are
        // plain records.
        int[] shares = index < CopyingEnds ? [80, 10, 10, 0, 0]
            : index < ShortEnds ? [20, 20, 15, 45, 0]
            : [7, 10, 8, 25, 47];
        var drawn = draw.Below(100);
        var kind = 0;
        while (kind < shares.Length && drawn >= shares[kind]) drawn -= shares[kind++];
        return kind switch
        {
            0 => Copy(draw),
            1 => Texts(draw),
            2 => Lists(draw),
            3 => Single(draw),
            4 => Lines(draw),
            _ => Plain(draw),
        };
    }

    /// <summary>Whole lines rewritten by other rules.</summary>
    private static string Lines(Draw draw)
    {
        var topics = draw.Some(Words.Topics, draw.Between(2, 4));
        var fields = draw.Some(AllFields, draw.Between(2, AllFields.Length));
        var input = draw.Chance(70) ? PlainRules(draw, topics, fields) : LosslessRules(draw, topics, fields);
        var output = RandomRules(
            draw, topics, fields, draw.Chance(65) ? fields.Length : draw.Between(1, fields.Length));
        return Examples(draw, () => Record.Random(draw, topics), input.Write, output.Write);
    }

    /// <summary>One field rewritten: short, so that a document shows many examples.</summary>
    private static string Single(Draw draw)
    {
        var topics = draw.Some(Words.Topics, draw.Between(2, 5));
        Field[] field = [draw.Pick(AllFields)];
        var input = draw.Chance(65) ? PlainRules(draw, topics, field) : LosslessRules(draw, topics, field);
        return Examples(
            draw, () => Record.Random(draw, topics), input.Write, RandomRules(draw, topics, field, 1).Write);
    }

    /// <summary>Phone numbers, addresses, log lines and their like.</summary>
    private static string Texts(Draw draw)
    {
        var kind = draw.Below(BusinessText.Kinds);
        return Examples(draw, () => BusinessText.Random(draw, kind), text => text, CharacterRule.Random(draw));
    }

    /// <summary>Lists of words: copied, selected, sorted, cut, counted, marked.</summary>
    private static string Lists(Draw draw)
    {
        var rule = TextRule.Random(draw);
        var joint = draw.Pick((string[])[" ", ", ", ";", "-"]);
        var kind = draw.Below(7);
        return Examples(draw, () => Items(draw, kind), words => string.Join(joint, words), rule);
    }

    /// <summary>
    /// One string copied, as it is or with something done to all of it: what every other rewriting is built on.
    /// </summary>
    private static string Copy(Draw draw)
    {
        var mark = draw.Pick((string[])["", "", "", "=", "[", "> ", "(", "x-"]);
        var letters = draw.Below(4);
        var words = draw.Between(1, 3);
        return Examples(
            draw,
            () => string.Join(
                draw.Pick((string[])[" ", "-", "; "]), Enumerable.Range(0, words).Select(_ => Noise(draw))),
            text => text,
            text => mark + letters switch { 0 => text.ToUpperInvariant(), 1 => text.ToLowerInvariant(), _ => text });
    }

    private static string[] Items(Draw draw, int kind)
    {
        var count = draw.Between(3, 5);
        return kind switch
        {
            0 => draw.Some(Words.Topics, count),
            1 => draw.Some(Words.FirstNames, count),
            2 => [.. Enumerable.Range(0, count).Select(_ => Words.Invented(draw).ToLowerInvariant())],
            3 => [.. Enumerable.Range(0, count).Select(_ => $"{draw.Between(10, 99)}")],
            _ => [.. Enumerable.Range(0, count).Select(_ => Noise(draw))],
        };
    }

    /// <summary>Random letters and digits: nothing but copying can foretell them.</summary>
    private static string Noise(Draw draw) =>
        string.Concat(Enumerable.Range(0, draw.Between(3, 6)).Select(_ => draw.Pick(NoiseLetters)));

    private static string Plain(Draw draw)
    {
        var topics = draw.Some(Words.Topics, draw.Between(2, 5));
        var rules = RandomRules(draw, topics, AllFields, draw.Between(3, AllFields.Length));
        var text = new StringBuilder();
        while (text.Length < Target) text.Append(rules.Write(Record.Random(draw, topics))).Append('\n');
        return text.Append(CorpusTokenizer.End).ToString();
    }

    private static string Examples<T>(Draw draw, Func<T> next, Func<T, string> input, Func<T, string> output)
    {
        var text = new StringBuilder();
        do
        {
            var item = next();
            text.Append(CorpusTokenizer.InputWord).Append(' ').Append(input(item)).Append('\n')
                .Append(CorpusTokenizer.OutputWord).Append(' ').Append(output(item)).Append(CorpusTokenizer.End);
        }
        while (text.Length < Target);
        return text.ToString();
    }

    private static WritingRules PlainRules(Draw draw, IReadOnlyList<string> topics, Field[] fields) => new(
        PersonStyle.Plain, DateStyle.Plain, QuantityStyle.Plain, CodeStyle.Plain, Routing.Plain(topics),
        Layout.Random(draw, fields, fields.Length, reserved: false));

    /// <summary>Other styles than the plain ones, but nothing is left out: what the output needs can be read.</summary>
    private static WritingRules LosslessRules(Draw draw, IReadOnlyList<string> topics, Field[] fields) => new(
        Draw.Until(
            () => PersonStyle.Random(draw, reserved: false),
            style => style is { First: NamePart.Full, Last: NamePart.Full } && style.Joint.Length > 0),
        Draw.Until(
            () => DateStyle.Random(draw, reserved: false),
            style => style is { YearDigits: 4, Order.Length: 3 } && (style.Joint.Length > 0 || style.PadDay)),
        Draw.Until(() => QuantityStyle.Random(draw, reserved: false), style => style.Letters == 0),
        Draw.Until(() => CodeStyle.Random(draw, reserved: false), style => style.Kept == 0),
        Routing.Plain(topics),
        Layout.Random(draw, fields, fields.Length, reserved: false));

    private static WritingRules RandomRules(Draw draw, IReadOnlyList<string> topics, Field[] fields, int count) => new(
        draw.Chance(20) ? PersonStyle.Plain : PersonStyle.Random(draw, reserved: false),
        draw.Chance(20) ? DateStyle.Plain : DateStyle.Random(draw, reserved: false),
        draw.Chance(20) ? QuantityStyle.Plain : QuantityStyle.Random(draw, reserved: false),
        draw.Chance(20) ? CodeStyle.Plain : CodeStyle.Random(draw, reserved: false),
        draw.Chance(40) ? Routing.Plain(topics) : Routing.Random(draw, topics),
        Layout.Random(draw, fields, count, reserved: false));
}
