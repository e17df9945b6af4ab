namespace Colora.Synthetic.Records;

/// <summary>How a person is written, such as "BERG, A.".</summary>
/// <param name="LastFirst">Whether the last name comes first.</param>
/// <param name="First">How much of the first name.</param>
/// <param name="Last">How much of the last name.</param>
/// <param name="FirstCase">Letters of the first name.</param>
/// <param name="LastCase">Letters of the last name.</param>
/// <param name="Joint">What stands between them.</param>
internal sealed record PersonStyle(
    bool LastFirst, NamePart First, NamePart Last, LetterCase FirstCase, LetterCase LastCase, string Joint)
{
    /// <summary>As in "Anna Berg".</summary>
    public static PersonStyle Plain { get; } = new(
        false, NamePart.Full, NamePart.Full, LetterCase.Title, LetterCase.Title, " ");

    private static readonly string[] Joints = [" ", ", ", "_", "/", ".", "-", "", "; "];

    /// <summary>The style that is this one's opposite: the other order and the other letters.</summary>
    public PersonStyle Inverse() =>
        this with
        {
            LastFirst = !LastFirst,
            First = Last,
            Last = First,
            FirstCase = Other(FirstCase),
            LastCase = Other(LastCase)
        };

    /// <summary>Writes the record's person.</summary>
    public string Write(Record record)
    {
        string first = Cut(record.First, First, FirstCase), last = Cut(record.Last, Last, LastCase);
        return LastFirst ? last + Joint + first : first + Joint + last;
    }

    /// <summary>Draws a style, from the corpus's share or the benchmark's.</summary>
    public static PersonStyle Random(Draw draw, bool reserved) => Draw.Until(
        () => Random(draw),
        style => Wording.IsReserved(style.ToString()) == reserved && style != Plain && !style.IsAmbiguous);

    /// <summary>"A." and nothing is written as "A" and a full stop.</summary>
    private bool IsAmbiguous => Joint.Length == 0 && (LastFirst ? Last : First) == NamePart.InitialDot;

    private static PersonStyle Random(Draw draw)
    {
        NamePart first = Part(draw), last = Part(draw);
        return new PersonStyle(
            draw.Chance(50), first, last, Letters(draw, first), Letters(draw, last), draw.Pick(Joints));
    }

    /// <summary>One letter has no title case: two styles must never write the same.</summary>
    private static LetterCase Letters(Draw draw, NamePart part) =>
        part is NamePart.Initial or NamePart.InitialDot
            ? draw.Chance(70) ? LetterCase.Upper : LetterCase.Lower
            : draw.Pick<LetterCase>();

    private static NamePart Part(Draw draw) => draw.Chance(55) ? NamePart.Full : draw.Pick<NamePart>();

    private static LetterCase Other(LetterCase letters) => letters switch
    {
        LetterCase.Upper => LetterCase.Lower,
        LetterCase.Lower => LetterCase.Upper,
        _ => letters,
    };

    private static string Cut(string name, NamePart part, LetterCase letters) => letters.Write(part switch
    {
        NamePart.Initial => name[..1],
        NamePart.InitialDot => name[..1] + ".",
        NamePart.Short => name[..3],
        _ => name,
    });
}
