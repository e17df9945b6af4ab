using System.Numerics;
using System.Text;

namespace Colora.Templates.Jinja.Values;

/// <summary>The % operator of strings.</summary>
internal sealed class PercentFormat
{
    private readonly Meter meter;
    private readonly string format;
    private readonly TextBuilder result;
    private readonly object? single;
    private readonly PythonTuple? many;
    private readonly PythonDict? dict;
    private int at, next;
    private bool usesNames;

    private PercentFormat(Meter meter, string format, object? values)
    {
        this.meter = meter;
        this.format = format;
        result = new TextBuilder(meter);
        many = values as PythonTuple;
        dict = values as PythonDict;
        single = values;
    }

    public static string Apply(Meter meter, string format, object? values) => new PercentFormat(meter, format, values).Run();

    /// <summary>chr(number).</summary>
    public static string Character(BigInteger number) =>
        number < 0 || number > 0x10FFFF ? throw new TemplateException("%c arg not in range(0x110000)")
            : Rune.TryCreate((int)number, out var rune) ? rune.ToString() : throw new TemplateException("half of a surrogate pair is not supported");

    private string Run()
    {
        while (at < format.Length)
        {
            var mark = format.IndexOf('%', at);
            if (mark < 0) mark = format.Length;
            result.Append(format.AsSpan(at, mark - at));
            at = mark;
            if (at == format.Length) break;
            at++;
            meter.Step();
            One();
        }

        // Whatever can be asked for its items (but a tuple or a string) may have items left.
        var mayRemain = usesNames || single is (List<object?> and not PythonTuple) or PythonDict or PythonRange or Undefined;
        if (!mayRemain && next < (many?.Count ?? 1)) throw new TemplateException("not all arguments converted during string formatting");
        return result.ToString();
    }

    private void One()
    {
        object? value = null;
        var given = false;
        if (Peek() == '(')
        {
            var begin = ++at;
            var depth = 1;
            for (; at < format.Length && depth > 0; at++) depth += format[at] == '(' ? 1 : format[at] == ')' ? -1 : 0;
            if (depth > 0) throw new TemplateException("incomplete format key");
            if (dict is null) throw new TemplateException("format requires a mapping");
            var key = format[begin..(at - 1)];
            value = dict.TryFind(key, out var found) ? found : throw new TemplateException(PythonText.Represent(meter, key) + " is no key of the mapping");
            usesNames = given = true;
        }

        bool minus = false, plus = false, blank = false, alternate = false, zero = false;
        while (Peek() is '-' or '+' or ' ' or '#' or '0')
        {
            switch (format[at++])
            {
                case '-': minus = true; break;
                case '+': plus = true; break;
                case ' ': blank = true; break;
                case '#': alternate = true; break;
                default: zero = true; break;
            }
        }

        var width = Number(given);
        if (width < 0) (minus, width) = (true, -width);
        int? precision = null;
        if (Peek() == '.')
        {
            at++;
            precision = Math.Max(0, Number(given));
        }

        if (Peek() is 'h' or 'l' or 'L') at++;
        if (at >= format.Length) throw new TemplateException("incomplete format");
        var kind = format[at++];
        if (kind == '%')
        {
            result.Append('%');
            return;
        }

        if (!given) value = Next();
        var (head, body, numeric) = Convert(kind, value, alternate, precision);
        if (numeric && head.Length == 0) head = plus ? "+" : blank ? " " : "";
        else if (numeric && head[0] != '-') head = (plus ? "+" : blank ? " " : "") + head;
        var fills = zero && numeric && !minus && char.IsAsciiLetterOrDigit(body[0]);
        result.Append(FormatSpec.Pad(meter, head, body, fills ? "0" : " ", minus ? '<' : fills ? '=' : '>', width));
    }

    private (string Head, string Body, bool Numeric) Convert(char kind, object? value, bool alternate, int? precision)
    {
        switch (kind)
        {
            case 's':
                return ("", Cut(PythonText.ToText(meter, value), precision), false);
            case 'r':
                return ("", Cut(PythonText.Represent(meter, value), precision), false);
            case 'a':
                return ("", Cut(PythonText.Ascii(meter, value), precision), false);
            case 'c':
                if (value is string text) return ("", CodePoints.Length(text) == 1 ? text : throw new TemplateException("%c requires int or char"), false);
                return ("", Character(PythonInteger.Is(value) ? PythonInteger.Of(value) : throw new TemplateException("%c requires int or char")), false);
            case 'd' or 'i' or 'u':
                return Integer(Whole(kind, value), 10, "", precision);
            case 'o' or 'x' or 'X':
                if (value is double) throw new TemplateException($"%{kind} format: an integer is required, not float");
                var prefix = !alternate ? "" : "0" + kind;
                var (head, body, _) = Integer(Whole(kind, value), kind == 'o' ? 8 : 16, prefix, precision);
                return (head, kind == 'X' ? body.ToUpperInvariant() : body, true);
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                return Float(kind, value, alternate, precision);
            default:
                throw new TemplateException($"unsupported format character '{kind}'");
        }
    }

    private static BigInteger Whole(char kind, object? value) => value switch
    {
        double number => new BigInteger(Math.Truncate(PythonFloat.Finite(number))),
        Undefined missing => throw missing.Refusal(),
        _ => PythonInteger.Is(value) ? PythonInteger.Of(value) : throw new TemplateException($"%{kind} format: a real number is required, not {PythonValue.TypeName(value)}"),
    };

    private (string Head, string Body, bool Numeric) Integer(BigInteger number, int radix, string prefix, int? precision)
    {
        var magnitude = BigInteger.Abs(number);
        var digits = radix == 10 ? PythonInteger.Text(meter, magnitude) : PythonInteger.Digits(meter, magnitude, radix);
        if (precision is { } least && least > digits.Length)
        {
            meter.Text(least);
            digits = digits.PadLeft(least, '0');
        }

        return ((number.Sign < 0 ? "-" : "") + prefix, digits, true);
    }

    private (string Head, string Body, bool Numeric) Float(char kind, object? value, bool alternate, int? precision)
    {
        var number = PythonOperators.ToDouble(value);
        var upper = char.IsAsciiLetterUpper(kind);
        var magnitude = Math.Abs(number);
        var digits = precision ?? 6;
        var body = PythonFloat.IsSpecial(magnitude) ? PythonFloat.Special(magnitude, upper) : char.ToLowerInvariant(kind) switch
        {
            'e' => PythonFloat.Exponent(meter, magnitude, digits, upper, alternate),
            'f' => PythonFloat.Fixed(meter, magnitude, digits, alternate),
            _ => PythonFloat.General(meter, magnitude, digits, upper, alternate),
        };
        return (double.IsNegative(number) && !double.IsNaN(number) ? "-" : "", body, true);
    }

    private string Cut(string text, int? precision) => precision is { } most ? text[..CodePoints.Unit(meter, text, most)] : text;

    private int Number(bool named)
    {
        if (Peek() == '*')
        {
            at++;
            if (named) throw new TemplateException("* wants a tuple of values");
            var value = Next();
            if (!PythonInteger.Is(value)) throw new TemplateException("* wants int");
            return (int)long.Clamp(PythonInteger.Index(value), -int.MaxValue, int.MaxValue);
        }

        long number = 0;
        while (char.IsAsciiDigit(Peek()))
        {
            number = (number * 10) + format[at++] - '0';
            if (number > int.MaxValue) throw new TemplateException("width or precision too big");
        }

        return (int)number;
    }

    private object? Next()
    {
        if (many is not null) return next < many.Count ? many[next++] : throw new TemplateException("not enough arguments for format string");
        return next++ == 0 ? single : throw new TemplateException("not enough arguments for format string");
    }

    private char Peek() => at < format.Length ? format[at] : '\0';
}
