namespace Colora.Synthetic.Records;

/// <summary>How an amount is written, such as "BX*12".</summary>
/// <param name="UnitFirst">Whether the unit comes before the number.</param>
/// <param name="Letters">Letters of the unit that are written; 0 = all.</param>
/// <param name="Case">Letters of the unit.</param>
/// <param name="Joint">What stands between them.</param>
internal sealed record QuantityStyle(bool UnitFirst, int Letters, LetterCase Case, string Joint)
{
    /// <summary>As in "12 boxes".</summary>
    public static QuantityStyle Plain { get; } = new(false, 0, LetterCase.Lower, " ");

    private static readonly string[] Joints = [" ", "", "*", "x ", " x ", "-", "/"];

    /// <summary>The style with the other order and the other letters.</summary>
    public QuantityStyle Inverse() =>
        this with { UnitFirst = !UnitFirst, Case = Case == LetterCase.Upper ? LetterCase.Lower : LetterCase.Upper };

    /// <summary>Writes the record's amount.</summary>
    public string Write(Record record)
    {
        var unit = Case.Write(Letters == 0 ? record.Unit : record.Unit[..Letters]);
        return UnitFirst ? $"{unit}{Joint}{record.Amount}" : $"{record.Amount}{Joint}{unit}";
    }

    /// <summary>Draws a style, from the corpus's share or the benchmark's.</summary>
    public static QuantityStyle Random(Draw draw, bool reserved) => Draw.Until(
        () => new QuantityStyle(draw.Chance(50), draw.Below(5), draw.Pick<LetterCase>(), draw.Pick(Joints)),
        style => Wording.IsReserved(style.ToString()) == reserved
            && style != Plain
            && style is not { Letters: 1, Case: LetterCase.Title }); // one letter has no title case
}
