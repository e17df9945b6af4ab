namespace Colora.Synthetic.Records;

/// <summary>How a code is written or redacted, such as "**71" for AX-4471.</summary>
/// <param name="KeepFirst">Whether the kept characters are the first ones; else the last.</param>
/// <param name="Kept">Characters kept; 0 = all.</param>
/// <param name="Mask">What stands for each of two redacted characters; empty = they are cut.</param>
/// <param name="Joint">What stands between letters and digits.</param>
/// <param name="Case">Its letters.</param>
internal sealed record CodeStyle(bool KeepFirst, int Kept, string Mask, string Joint, LetterCase Case)
{
    private const int MaskLength = 2, FewestDigits = 4;

    /// <summary>As in AX-4471.</summary>
    public static CodeStyle Plain { get; } = new(true, 0, "", "-", LetterCase.Upper);

    private static readonly string[] Joints = ["-", "", ".", "/", " "];
    private static readonly string[] Masks = ["", "*", "#", "x", "_"];

    /// <summary>The style that keeps the other end and writes the other letters.</summary>
    public CodeStyle Inverse() =>
        this with { KeepFirst = !KeepFirst, Case = Case == LetterCase.Upper ? LetterCase.Lower : LetterCase.Upper };

    /// <summary>Writes the record's code.</summary>
    public string Write(Record record)
    {
        var all = (Case == LetterCase.Upper ? record.Letters : record.Letters.ToLowerInvariant())
            + Joint + record.Digits;
        if (Kept == 0 || Kept >= all.Length) return all;
        var mask = string.Concat(Enumerable.Repeat(Mask, MaskLength));
        return KeepFirst ? all[..Kept] + mask : mask + all[^Kept..];
    }

    /// <summary>Draws a style, from the corpus's share or the benchmark's.</summary>
    public static CodeStyle Random(Draw draw, bool reserved) => Draw.Until(
        () => draw.Below(5) switch
        {
            < 2 => new CodeStyle(true, 0, "", draw.Pick(Joints), Letters(draw)),
            2 or 3 => First(draw, draw.Between(2, 5)),
            _ => new CodeStyle(false, draw.Between(2, FewestDigits), draw.Pick(Masks), Plain.Joint, Plain.Case),
        },
        style => Wording.IsReserved(style.ToString()) == reserved && style != Plain);

    // What a style never shows (the joint after two letters, the letters before the last digits) is as in the plain
    // one: two styles must never write the same.
    private static CodeStyle First(Draw draw, int kept) =>
        new(true, kept, draw.Pick(Masks), kept == 2 ? Plain.Joint : draw.Pick(Joints), Letters(draw));

    private static LetterCase Letters(Draw draw) => draw.Chance(60) ? LetterCase.Upper : LetterCase.Lower;
}
