using System.Numerics;
using System.Text;

namespace Colora.Templates.Jinja.Values;

/// <summary>format(value, spec): Python's format specifications.</summary>
internal sealed class FormatSpec
{
    private const int Widest = Meter.LongestText;

    private readonly string fill = " ";
    private readonly char align, sign, grouping, type;
    private readonly bool negativeZero, alternate, hasWidth, zeroed;
    private readonly int width;
    private readonly int? precision;

    private FormatSpec(Meter meter, string spec)
    {
        meter.Work(spec.Length);
        var at = 0;
        char Peek() => at < spec.Length ? spec[at] : '\0';
        var first = spec.Length > 0 ? CodePoints.Width(spec, 0) : 0;
        var fills = first > 0 && first < spec.Length && IsAlign(spec[first]);
        if (fills)
        {
            fill = spec[..first];
            align = spec[first];
            at = first + 1;
        }
        else if (IsAlign(Peek()))
        {
            align = spec[at++];
        }

        if (Peek() is '+' or '-' or ' ') sign = spec[at++];
        if (Peek() == 'z')
        {
            negativeZero = true;
            at++;
        }

        if (Peek() == '#')
        {
            alternate = true;
            at++;
        }

        if (Peek() == '0' && !fills)
        {
            fill = "0";
            zeroed = true;
            at++;
        }

        if (char.IsAsciiDigit(Peek()))
        {
            width = Number(spec, ref at);
            hasWidth = true;
        }

        if (Peek() is ',' or '_')
        {
            grouping = spec[at++];
            if (Peek() is ',' or '_') throw new TemplateException(Peek() == grouping ? $"Cannot specify '{grouping}' with '{grouping}'." : "Cannot specify both ',' and '_'.");
        }

        if (Peek() == '.')
        {
            at++;
            if (!char.IsAsciiDigit(Peek())) throw new TemplateException("Format specifier missing precision");
            precision = Number(spec, ref at);
        }

        if (at < spec.Length) type = spec[at++];
        if (at < spec.Length) throw new TemplateException("Invalid format specifier");
        if (grouping != '\0' && type is not ('\0' or 'd' or 'e' or 'f' or 'g' or 'E' or 'F' or 'G' or '%') && !(grouping == '_' && type is 'b' or 'o' or 'x' or 'X'))
            throw new TemplateException($"Cannot specify '{grouping}' with '{type}'.");
    }

    private char NumberAlign => align != '\0' ? align : zeroed ? '=' : '>';

    public static string Apply(Meter meter, object? value, string spec)
    {
        switch (value)
        {
            case string text:
                return spec.Length == 0 ? text : new FormatSpec(meter, spec).OfText(meter, text);
            case MarkedText when spec.Length > 0:
                throw new TemplateException("format with a specification of escaped text is not supported");
            case bool or long or BigInteger:
                return spec.Length == 0 ? PythonText.ToText(meter, value) : new FormatSpec(meter, spec).OfInteger(meter, value);
            case double number:
                return spec.Length == 0 ? PythonFloat.Represent(number) : new FormatSpec(meter, spec).OfFloat(meter, number);
            default:
                return spec.Length == 0 ? PythonText.ToText(meter, value) : throw new TemplateException($"unsupported format string passed to {PythonValue.TypeName(value)}.__format__");
        }
    }

    /// <summary>A sign, a prefix and digits, as wide as asked.</summary>
    public static string Pad(Meter meter, string head, string body, string fill, char align, int width)
    {
        var missing = width - CodePoints.Length(head) - CodePoints.Length(body);
        if (missing <= 0) return head + body;
        if (width > Widest) meter.Text(width);
        var result = new TextBuilder(meter);
        var left = align switch { '<' => 0, '^' => missing / 2, '=' => 0, _ => missing };
        Repeat(result, fill, left);
        result.Append(head);
        if (align == '=') Repeat(result, fill, missing);
        result.Append(body);
        if (align != '=') Repeat(result, fill, missing - left);
        return result.ToString();
    }

    private static void Repeat(TextBuilder result, string fill, int count)
    {
        if (fill.Length == 1)
        {
            result.Append(fill[0], count);
            return;
        }

        for (var i = 0; i < count; i++) result.Append(fill);
    }

    private static bool IsAlign(char c) => c is '<' or '>' or '=' or '^';

    private static int Number(string spec, ref int at)
    {
        long number = 0;
        while (at < spec.Length && char.IsAsciiDigit(spec[at]))
        {
            number = (number * 10) + spec[at++] - '0';
            if (number > int.MaxValue) throw new TemplateException("Too many decimal digits in format string");
        }

        return (int)number;
    }

    private string OfText(Meter meter, string text)
    {
        if (type is not ('\0' or 's')) throw Unknown("str");
        if (sign != '\0') throw new TemplateException("Sign not allowed in string format specifier");
        if (negativeZero) throw new TemplateException("Negative zero coercion (z) not allowed in string format specifier");
        if (alternate) throw new TemplateException("Alternate form (#) not allowed in string format specifier");
        if (grouping != '\0') throw new TemplateException($"Cannot specify '{grouping}' with 's'.");
        if (align == '=') throw new TemplateException("'=' alignment not allowed in string format specifier");
        if (precision is { } most) text = text[..CodePoints.Unit(meter, text, most)];
        return Pad(meter, "", text, fill, align == '\0' ? '<' : align, width);
    }

    private string OfInteger(Meter meter, object value)
    {
        if (type is 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%') return OfFloat(meter, PythonInteger.ToDouble(PythonInteger.Of(value)));
        if (type is not ('\0' or 'b' or 'c' or 'd' or 'o' or 'x' or 'X' or 'n')) throw Unknown(PythonValue.TypeName(value));
        if (precision is not null) throw new TemplateException("Precision not allowed in integer format specifier");
        if (negativeZero) throw new TemplateException("Negative zero coercion (z) not allowed in format specifier with integer format code");
        var number = PythonInteger.Of(value);
        if (type == 'c')
        {
            if (sign != '\0') throw new TemplateException("Sign not allowed with integer format specifier 'c'");
            if (alternate) throw new TemplateException("Alternate form (#) not allowed with integer format specifier 'c'");
            return Pad(meter, "", PercentFormat.Character(number), fill, NumberAlign, width);
        }

        var magnitude = BigInteger.Abs(number);
        var (digits, prefix) = type switch
        {
            'b' => (PythonInteger.Digits(meter, magnitude, 2), "0b"),
            'o' => (PythonInteger.Digits(meter, magnitude, 8), "0o"),
            'x' => (PythonInteger.Digits(meter, magnitude, 16), "0x"),
            'X' => (PythonInteger.Digits(meter, magnitude, 16).ToUpperInvariant(), "0X"),
            _ => (PythonInteger.Text(meter, magnitude), ""),
        };
        return Signed(meter, number.Sign < 0, alternate ? prefix : "", digits, "", type is 'b' or 'o' or 'x' or 'X' ? 4 : 3);
    }

    private string OfFloat(Meter meter, double number)
    {
        if (type is not ('\0' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'n' or '%')) throw Unknown("float");
        var negative = double.IsNegative(number) && !double.IsNaN(number);
        var magnitude = Math.Abs(number);
        var digits = type == '%' ? Magnitude(meter, magnitude * 100) + "%" : Magnitude(meter, magnitude);
        if (negativeZero && negative && !digits.AsSpan().ContainsAnyInRange('1', '9') && double.IsFinite(number)) negative = false;
        // Only the digits before the point are grouped.
        var end = digits.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var whole = end < 0 ? digits : digits[..end];
        return Signed(meter, negative, "", whole, end < 0 ? "" : digits[end..], 3);
    }

    private string Magnitude(Meter meter, double magnitude)
    {
        if (PythonFloat.IsSpecial(magnitude)) return PythonFloat.Special(magnitude, type is 'E' or 'F' or 'G');
        switch (type)
        {
            case 'e' or 'E':
                return PythonFloat.Exponent(meter, magnitude, precision ?? 6, type == 'E', alternate);
            case 'f' or 'F' or '%':
                return PythonFloat.Fixed(meter, magnitude, precision ?? 6, alternate);
            case 'g' or 'G' or 'n':
                return PythonFloat.General(meter, magnitude, precision ?? 6, type == 'G', alternate);
            default:
                if (precision is { } digits) return PythonFloat.General(meter, magnitude, digits, upper: false, alternate, pointAlways: true);
                return alternate ? throw new TemplateException("the alternate form (#) of a float without a type is not supported") : PythonFloat.Represent(magnitude);
        }
    }

    private string Signed(Meter meter, bool negative, string prefix, string whole, string rest, int group)
    {
        var head = (negative ? "-" : sign is '+' or ' ' ? sign.ToString() : "") + prefix;
        if (grouping != '\0')
        {
            // Zeros that fill the width are grouped too.
            var atLeast = fill == "0" && NumberAlign == '=' && hasWidth ? width - head.Length - rest.Length : 0;
            whole = Grouped(meter, whole, atLeast, group);
        }

        return Pad(meter, head, whole + rest, fill, NumberAlign, width);
    }

    private string Grouped(Meter meter, string digits, int atLeast, int group)
    {
        if (digits.Length == 0 || !char.IsAsciiLetterOrDigit(digits[0])) return digits;
        var result = new StringBuilder();
        meter.Text(Math.Max(atLeast, digits.Length) * 4L / 3);
        // From the right: a digit, or a zero as long as the width asks for one.
        for (var i = 0; i < digits.Length || result.Length < atLeast; i++)
        {
            if (i > 0 && i % group == 0) result.Append(grouping);
            result.Append(i < digits.Length ? digits[digits.Length - 1 - i] : '0');
        }

        return CodePoints.Reverse(meter, result.ToString());
    }

    private TemplateException Unknown(string of) => new($"Unknown format code '{type}' for object of type '{of}'");
}
