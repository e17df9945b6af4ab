using Colora.Synthetic.Records;
using static System.FormattableString;

namespace Colora.Synthetic.Corpus;

/// <summary>
/// Short pieces of text that people in companies handle: phone numbers, addresses, amounts, times, log lines, tickets,
/// order lines.
/// </summary>
internal static class BusinessText
{
    private static readonly string[] Streets = ["Lane", "Road", "Street", "Square", "Way", "Court"];
    private static readonly string[] Currencies = ["EUR", "USD", "GBP", "CHF"];
    private static readonly string[] Levels = ["INFO", "WARN", "ERROR", "DEBUG"];

    /// <summary>Kinds of text.</summary>
    public const int Kinds = 8;

    /// <summary>Draws a text of a kind, 0 … <see cref="Kinds"/>−1.</summary>
    public static string Random(Draw draw, int kind) => kind switch
    {
        0 => Telephone(draw),
        1 => Mail(draw),
        2 => Address(draw),
        3 => Invariant($"{draw.Between(1, 9999)}.{draw.Below(100):00} {draw.Pick(Currencies)}"),
        4 => Invariant($"{draw.Below(24):00}:{draw.Below(60):00}:{draw.Below(60):00}"),
        5 => LogLine(draw),
        6 => Ticket(draw),
        _ => OrderLine(draw),
    };

    // The holes of a text are filled from left to right: their order is that of the draws, and so part of the corpus.
    private static string Telephone(Draw draw) =>
        Invariant($"+{draw.Between(1, 99)} {draw.Between(100, 999)} {draw.Between(10_000, 9_999_999)}");

    private static string Mail(Draw draw)
    {
        var name = draw.Pick(Words.FirstNames).ToLowerInvariant();
        var surname = Words.Invented(draw).ToLowerInvariant();
        return Invariant($"{name}.{surname}@{Words.Syllable(draw)}{Words.Syllable(draw)}.com");
    }

    private static string Address(Draw draw)
    {
        var street = Invariant($"{draw.Between(1, 250)} {Words.Invented(draw)} {draw.Pick(Streets)}");
        return Invariant($"{street}, {draw.Between(1000, 99_999)} {Words.Invented(draw)}");
    }

    private static string LogLine(Draw draw)
    {
        var time = Invariant($"{draw.Below(24):00}:{draw.Below(60):00}");
        return Invariant($"{time} {draw.Pick(Levels)} {draw.Pick(Words.Topics)} {draw.Below(1000)}");
    }

    private static string Ticket(Draw draw)
    {
        var number = draw.Between(100, 99_999);
        return Invariant($"#{number} {draw.Pick(Words.Topics)} {draw.Pick(Words.Topics)} {Words.Invented(draw)}");
    }

    private static string OrderLine(Draw draw)
    {
        var goods = Invariant($"{draw.Between(1, 60)} x {draw.Pick(Words.Units)} {draw.Pick(Words.Topics)}");
        return Invariant($"{goods} @ {draw.Between(1, 99)}.{draw.Below(100):00}");
    }
}
