using System.Globalization;
using System.Numerics;
using System.Text;

namespace Colora.Templates.Jinja.Values;

/// <summary>int(text, base) and float(text); null where Python raises ValueError.</summary>
internal static class NumberParser
{
    public static object? Integer(Meter meter, string text, long radix)
    {
        if (radix is not (0 or (>= 2 and <= 36))) return null;
        meter.Work(text.Length);
        var digits = Plain(text);
        if (digits is null) return null;
        var negative = digits.StartsWith('-');
        if (digits.StartsWith('-') || digits.StartsWith('+')) digits = digits[1..];
        var prefixed = Prefix(digits);
        var from = 0;
        if (prefixed != 0 && (radix == 0 || radix == prefixed))
        {
            radix = prefixed;
            from = digits.Length > 2 && digits[2] == '_' ? 3 : 2;
        }
        else if (radix == 0)
        {
            // Without a prefix, zeros may lead nothing but zeros.
            if (digits.StartsWith('0') && digits.AsSpan().ContainsAnyExcept('0', '_')) return null;
            radix = 10;
        }

        if (WithoutUnderscores(digits[from..], char.IsAsciiLetterOrDigit) is not { } bare || bare.Length == 0 || bare.Any(c => ValueOf(c) >= radix)) return null;
        var value = Read(meter, bare, (int)radix);
        return PythonInteger.Value(negative ? -value : value);
    }

    public static double? Float(Meter meter, string text)
    {
        meter.Work(text.Length);
        if (Plain(text) is not { } plain || WithoutUnderscores(plain, char.IsAsciiDigit) is not { } bare) return null;
        var name = bare.TrimStart('+', '-').ToLowerInvariant();
        if (name is "inf" or "infinity" or "nan" && bare.Length - name.Length <= 1)
            return name == "nan" ? double.NaN : bare.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
        if (!HasFloatForm(bare)) return null;
        return Nearest(bare);
    }

    /// <summary>Digits of a literal or a text in a base, all of them valid.</summary>
    public static BigInteger Read(Meter meter, string digits, int radix)
    {
        if (radix is not (2 or 4 or 8 or 16 or 32) && digits.Length > PythonInteger.MostDigits) throw new TemplateException($"Exceeds the limit ({PythonInteger.MostDigits} digits) for integer string conversion");
        if (digits.Length > Meter.LargestInteger) throw new TemplateException($"an integer would need more than {Meter.LargestInteger} bits");
        meter.Work(digits.Length * 8L);
        if (digits.Length <= 10)
        {
            long small = 0;
            foreach (var c in digits) small = (small * radix) + ValueOf(c);
            return small;
        }

        if (radix == 10) return BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        meter.Work((long)digits.Length * digits.Length / 8);
        BigInteger value = 0;
        foreach (var c in digits) value = (value * radix) + ValueOf(c);
        return value;
    }

    /// <summary>The text without blanks around it and with ASCII digits; null where it holds anything but ASCII then.</summary>
    private static string? Plain(string text)
    {
        var result = new StringBuilder();
        var (from, to) = (0, text.Length);
        while (from < to && LetterClass.IsBlank(text[from])) from++;
        while (to > from && LetterClass.IsBlank(text[to - 1])) to--;
        foreach (var rune in text.AsSpan(from, to - from).EnumerateRunes())
        {
            var digit = rune.IsAscii ? -1 : CharUnicodeInfo.GetDecimalDigitValue(rune.ToString(), 0);
            if (!rune.IsAscii && digit < 0) return null;
            result.Append(digit >= 0 ? (char)('0' + digit) : (char)rune.Value);
        }

        return result.ToString();
    }

    /// <summary>Underscores may stand between two digits.</summary>
    private static string? WithoutUnderscores(string text, Func<char, bool> isDigit)
    {
        if (!text.Contains('_')) return text;
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '_' && (i == 0 || i + 1 == text.Length || !isDigit(text[i - 1]) || !isDigit(text[i + 1]))) return null;
        return text.Replace("_", "", StringComparison.Ordinal);
    }

    /// <summary>The nearest double of a decimal number, whatever its exponent and its zeros.</summary>
    private static double Nearest(string text)
    {
        var negative = text[0] == '-';
        text = text.TrimStart('+', '-');
        var mark = text.IndexOfAny(['e', 'E']);
        var exponent = mark < 0 ? BigInteger.Zero : BigInteger.Parse(text.AsSpan(mark + 1, Math.Min(text.Length - mark - 1, 1000)), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        var zeros = digits.Length - digits.TrimStart('0').Length;
        digits = digits[zeros..].TrimEnd('0');
        exponent += (point < 0 ? mantissa.Length : point) - zeros;
        var magnitude = digits.Length == 0 || exponent < -400 ? 0 : exponent > 400 ? double.PositiveInfinity
            : double.Parse($"0.{digits}e{exponent}", NumberStyles.Float, CultureInfo.InvariantCulture);
        return negative ? -magnitude : magnitude;
    }

    private static bool HasFloatForm(string text)
    {
        var at = text.Length > 0 && (text[0] is '+' or '-') ? 1 : 0;
        int Digits()
        {
            var begin = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            return at - begin;
        }

        var digits = Digits();
        if (at < text.Length && text[at] == '.')
        {
            at++;
            digits += Digits();
        }

        if (digits == 0) return false;
        if (at < text.Length && (text[at] is 'e' or 'E'))
        {
            at++;
            if (at < text.Length && (text[at] is '+' or '-')) at++;
            if (Digits() == 0) return false;
        }

        return at == text.Length;
    }

    private static int Prefix(string digits) => digits.Length < 2 || digits[0] != '0' ? 0 : char.ToLowerInvariant(digits[1]) switch
    {
        'x' => 16,
        'o' => 8,
        'b' => 2,
        _ => 0,
    };

    private static int ValueOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'z' => c - 'a' + 10,
        >= 'A' and <= 'Z' => c - 'A' + 10,
        _ => 99,
    };
}
