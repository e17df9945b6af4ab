using System.Globalization;

namespace Colora.Synthetic.Records;

/// <summary>What a line of business text says, apart from how it is written.</summary>
/// <param name="First">First name, capitalised.</param>
/// <param name="Last">Last name, capitalised.</param>
/// <param name="Date">A day.</param>
/// <param name="Amount">A number of units, at least 1.</param>
/// <param name="Unit">The unit's plural in lower case.</param>
/// <param name="Letters">Two capitals of the code.</param>
/// <param name="Digits">Four or five digits of the code.</param>
/// <param name="Topic">A word of the family's topics.</param>
public sealed record Record(
    string First, string Last, DateOnly Date, int Amount, string Unit, string Letters, string Digits, string Topic)
{
    private static readonly DateOnly FirstDay = new(2015, 1, 1);
    private const int Days = 5475;

    /// <summary>Draws a record; its topic is one of <paramref name="topics"/>.</summary>
    public static Record Random(Draw draw, IReadOnlyList<string> topics) => new(
        draw.Chance(60) ? draw.Pick(Words.FirstNames) : Words.Invented(draw),
        draw.Chance(50) ? draw.Pick(Words.LastNames) : Words.Invented(draw),
        FirstDay.AddDays(draw.Below(Days)),
        draw.Chance(60) ? draw.Between(1, 48) : draw.Between(49, 500),
        draw.Pick(Words.Units),
        $"{(char)('A' + draw.Below(26))}{(char)('A' + draw.Below(26))}",
        draw.Below(draw.Chance(50) ? 10_000 : 100_000).ToString("0000", CultureInfo.InvariantCulture),
        draw.Pick(topics));
}
