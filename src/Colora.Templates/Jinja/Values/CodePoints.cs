using System.Text;

namespace Colora.Templates.Jinja.Values;

/// <summary>Places of a text counted in code points, as Python counts them. No text here holds half of a pair.</summary>
internal static class CodePoints
{
    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(code => ((char)code).ToString())];

    public static int Length(Meter meter, string text)
    {
        meter.Work(text.Length);
        return Length(text);
    }

    public static int Length(ReadOnlySpan<char> text)
    {
        var length = text.Length;
        foreach (var c in text)
            if (char.IsLowSurrogate(c)) length--;
        return length;
    }

    /// <summary>One code point as a text.</summary>
    public static string One(string text, int unit) => text[unit] < 128 ? Ascii[text[unit]] : text.Substring(unit, Width(text, unit));

    /// <summary>How many chars the code point at a place takes.</summary>
    public static int Width(string text, int unit) => char.IsHighSurrogate(text[unit]) && unit + 1 < text.Length ? 2 : 1;

    /// <summary>The place in chars of the code point <paramref name="index"/>, which may be the end.</summary>
    public static int Unit(Meter meter, string text, long index)
    {
        meter.Work(Math.Min(index, text.Length));
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff')) return (int)Math.Min(index, text.Length);
        var unit = 0;
        for (long i = 0; i < index && unit < text.Length; i++) unit += Width(text, unit);
        return unit;
    }

    /// <summary>The place in code points of a place in chars; -1 stays.</summary>
    public static long Index(Meter meter, string text, int unit)
    {
        if (unit < 0) return -1;
        meter.Work(unit);
        return Length(text.AsSpan(0, unit));
    }

    public static string Reverse(Meter meter, string text)
    {
        meter.Text(text.Length);
        var result = text.ToCharArray();
        Array.Reverse(result);
        for (var i = 0; i + 1 < result.Length; i++)
        {
            if (!char.IsLowSurrogate(result[i])) continue;
            (result[i], result[i + 1]) = (result[i + 1], result[i]);
            i++;
        }

        return new string(result);
    }

    public static Rune At(string text, int unit) => Rune.TryGetRuneAt(text, unit, out var rune) ? rune : Rune.ReplacementChar;
}
