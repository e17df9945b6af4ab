using System.Globalization;
using System.Text;

namespace Colora.Templates.Jinja.Values;

/// <summary>
/// Python's case mapping: the full one of Unicode, in which a letter may become several, capital sigma ends a word as ς, and titles have
/// letters of their own. The base library maps one letter to one; what differs is listed here.
/// </summary>
internal static class LetterCase
{
    private static readonly Dictionary<int, string> Upper = Table(
        "0131=I 017F=S 00DF=SS 0149=\u02bcN 01F0=J\u030c 0390=\u0399\u0308\u0301 03B0=\u03a5\u0308\u0301 0587=\u0535\u0552 1E96=H\u0331 1E97=T\u0308 " +
        "1E98=W\u030a 1E99=Y\u030a 1E9A=A\u02be 1F50=\u03a5\u0313 1F52=\u03a5\u0313\u0300 1F54=\u03a5\u0313\u0301 1F56=\u03a5\u0313\u0342 1F80=\u1f08\u0399 " +
        "1F81=\u1f09\u0399 1F82=\u1f0a\u0399 1F83=\u1f0b\u0399 1F84=\u1f0c\u0399 1F85=\u1f0d\u0399 1F86=\u1f0e\u0399 1F87=\u1f0f\u0399 1F88=\u1f08\u0399 " +
        "1F89=\u1f09\u0399 1F8A=\u1f0a\u0399 1F8B=\u1f0b\u0399 1F8C=\u1f0c\u0399 1F8D=\u1f0d\u0399 1F8E=\u1f0e\u0399 1F8F=\u1f0f\u0399 1F90=\u1f28\u0399 " +
        "1F91=\u1f29\u0399 1F92=\u1f2a\u0399 1F93=\u1f2b\u0399 1F94=\u1f2c\u0399 1F95=\u1f2d\u0399 1F96=\u1f2e\u0399 1F97=\u1f2f\u0399 1F98=\u1f28\u0399 " +
        "1F99=\u1f29\u0399 1F9A=\u1f2a\u0399 1F9B=\u1f2b\u0399 1F9C=\u1f2c\u0399 1F9D=\u1f2d\u0399 1F9E=\u1f2e\u0399 1F9F=\u1f2f\u0399 1FA0=\u1f68\u0399 " +
        "1FA1=\u1f69\u0399 1FA2=\u1f6a\u0399 1FA3=\u1f6b\u0399 1FA4=\u1f6c\u0399 1FA5=\u1f6d\u0399 1FA6=\u1f6e\u0399 1FA7=\u1f6f\u0399 1FA8=\u1f68\u0399 " +
        "1FA9=\u1f69\u0399 1FAA=\u1f6a\u0399 1FAB=\u1f6b\u0399 1FAC=\u1f6c\u0399 1FAD=\u1f6d\u0399 1FAE=\u1f6e\u0399 1FAF=\u1f6f\u0399 1FB2=\u1fba\u0399 " +
        "1FB3=\u0391\u0399 1FB4=\u0386\u0399 1FB6=\u0391\u0342 1FB7=\u0391\u0342\u0399 1FBC=\u0391\u0399 1FC2=\u1fca\u0399 1FC3=\u0397\u0399 1FC4=\u0389\u0399 " +
        "1FC6=\u0397\u0342 1FC7=\u0397\u0342\u0399 1FCC=\u0397\u0399 1FD2=\u0399\u0308\u0300 1FD3=\u0399\u0308\u0301 1FD6=\u0399\u0342 1FD7=\u0399\u0308\u0342 " +
        "1FE2=\u03a5\u0308\u0300 1FE3=\u03a5\u0308\u0301 1FE4=\u03a1\u0313 1FE6=\u03a5\u0342 1FE7=\u03a5\u0308\u0342 1FF2=\u1ffa\u0399 1FF3=\u03a9\u0399 " +
        "1FF4=\u038f\u0399 1FF6=\u03a9\u0342 1FF7=\u03a9\u0342\u0399 1FFC=\u03a9\u0399 FB00=FF FB01=FI FB02=FL FB03=FFI FB04=FFL FB05=ST FB06=ST " +
        "FB13=\u0544\u0546 FB14=\u0544\u0535 FB15=\u0544\u053b FB16=\u054e\u0546 FB17=\u0544\u053d ");

    private static readonly Dictionary<int, string> Titles = Table(
        "01C4=\u01c5 01C5=\u01c5 01C6=\u01c5 01C7=\u01c8 01C8=\u01c8 01C9=\u01c8 01CA=\u01cb 01CB=\u01cb 01CC=\u01cb 01F1=\u01f2 01F2=\u01f2 01F3=\u01f2 " +
        "00DF=Ss 0587=\u0535\u0582 1FB2=\u1fba\u0345 1FB4=\u0386\u0345 1FB7=\u0391\u0342\u0345 1FC2=\u1fca\u0345 1FC4=\u0389\u0345 1FC7=\u0397\u0342\u0345 " +
        "1FF2=\u1ffa\u0345 1FF4=\u038f\u0345 1FF7=\u03a9\u0342\u0345 FB00=Ff FB01=Fi FB02=Fl FB03=Ffi FB04=Ffl FB05=St FB06=St FB13=\u0544\u0576 " +
        "FB14=\u0544\u0565 FB15=\u0544\u056b FB16=\u054e\u0576 FB17=\u0544\u056d ");

    public static string ToUpper(Meter meter, string text) => Map(meter, text, (_, rune) => UpperOf(rune));

    public static string ToLower(Meter meter, string text) => Map(meter, text, (at, rune) => LowerOf(text, at, rune));

    /// <summary>The first letter as a title's, the others small.</summary>
    public static string Capitalize(Meter meter, string text) => Map(meter, text, (at, rune) => at == 0 ? TitleOf(rune) : LowerOf(text, at, rune));

    /// <summary>Every letter behind one that has no case as a title's, the others small.</summary>
    public static string Title(Meter meter, string text)
    {
        var inside = false;
        return Map(meter, text, (at, rune) =>
        {
            var mapped = inside ? LowerOf(text, at, rune) : TitleOf(rune);
            inside = LetterClass.IsCased(rune);
            return mapped;
        });
    }

    public static string SwapCase(Meter meter, string text) =>
        Map(meter, text, (at, rune) => LetterClass.IsUpper(rune) ? LowerOf(text, at, rune) : LetterClass.IsLower(rune) ? UpperOf(rune) : rune.ToString());

    /// <summary>The form in which texts are equal whatever their case.</summary>
    public static string CaseFold(Meter meter, string text) => Map(meter, text, (_, rune) => FoldOf(rune));

    private static string Map(Meter meter, string text, Func<int, Rune, string> map)
    {
        meter.Work(text.Length * 4L);
        var result = new TextBuilder(meter);
        for (var i = 0; i < text.Length; i += CodePoints.Width(text, i)) result.Append(map(i, CodePoints.At(text, i)));
        return result.ToString();
    }

    private static string UpperOf(Rune rune) => Upper.TryGetValue(rune.Value, out var special) ? special : Rune.ToUpperInvariant(rune).ToString();

    private static string TitleOf(Rune rune)
    {
        if (Titles.TryGetValue(rune.Value, out var special)) return special;
        return rune.Value switch
        {
            // Georgian titles are written small; the Greek letters with an iota below have one letter for a title.
            >= 0x10D0 and <= 0x10FF => rune.ToString(),
            (>= 0x1F80 and <= 0x1FAF) or 0x1FB3 or 0x1FBC or 0x1FC3 or 0x1FCC or 0x1FF3 or 0x1FFC => Rune.ToUpperInvariant(rune).ToString(),
            _ => UpperOf(rune),
        };
    }

    private static string LowerOf(string text, int at, Rune rune) => rune.Value switch
    {
        0x130 => "i\u0307",
        0x3A3 => IsFinal(text, at) ? "\u03c2" : "\u03c3",
        _ => Rune.ToLowerInvariant(rune).ToString(),
    };

    private static string FoldOf(Rune rune)
    {
        switch (rune.Value)
        {
            case 0x131 or (>= 0x13A0 and <= 0x13F5):
                return rune.ToString();
            case >= 0x13F8 and <= 0x13FD or >= 0xAB70 and <= 0xABBF:
                return Rune.ToUpperInvariant(rune).ToString();
            case 0x1E9E:
                return "ss";
            default:
                var result = new StringBuilder();
                foreach (var part in UpperOf(rune).EnumerateRunes()) result.Append(part.Value == 0x130 ? "i\u0307" : Rune.ToLowerInvariant(part).ToString());
                return result.ToString();
        }
    }

    /// <summary>Whether a capital sigma ends a word: a letter with case before it, none behind it, what case ignores left out.</summary>
    private static bool IsFinal(string text, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsIgnored(RuneBefore(text, before))) before -= RuneBefore(text, before).Utf16SequenceLength;
        if (before < 0 || !LetterClass.IsCased(RuneBefore(text, before))) return false;
        var behind = at + 1;
        while (behind < text.Length && IsIgnored(CodePoints.At(text, behind))) behind += CodePoints.Width(text, behind);
        return behind >= text.Length || !LetterClass.IsCased(CodePoints.At(text, behind));
    }

    private static Rune RuneBefore(string text, int unit) => CodePoints.At(text, char.IsLowSurrogate(text[unit]) && unit > 0 ? unit - 1 : unit);

    private static bool IsIgnored(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || rune.Value is 0x27 or 0x2E or 0x3A or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027 or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A;

    private static Dictionary<int, string> Table(string entries) => entries.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(entry => int.Parse(entry.AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture), entry => entry[5..]);
}
