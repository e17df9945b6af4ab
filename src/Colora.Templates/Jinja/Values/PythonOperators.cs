using System.Numerics;

namespace Colora.Templates.Jinja.Values;

/// <summary>Operators with Python's meaning.</summary>
internal static class PythonOperators
{
    public static object? Binary(Meter meter, string op, object? a, object? b)
    {
        meter.Step();
        if (op == "%" && a is string format) return PercentFormat.Apply(meter, format, b);
        if (a is Undefined missing) throw missing.Refusal();
        if (b is Undefined other) throw other.Refusal();
        if (op == "+" && Sum(meter, a, b) is { } sum) return sum;
        if (op == "*" && (Repeat(meter, a, b) ?? Repeat(meter, b, a)) is { } repeated) return repeated;
        if (op == "%" && a is MarkedText) throw new TemplateException("% of escaped text is not supported");
        if (!PythonValue.IsNumber(a) || !PythonValue.IsNumber(b))
            throw new TemplateException($"unsupported operand type(s) for {(op == "**" ? "** or pow()" : op)}: '{PythonValue.TypeName(a)}' and '{PythonValue.TypeName(b)}'");
        return a is double || b is double ? Floats(op, ToDouble(a), ToDouble(b)) : Integers(meter, op, a!, b!);
    }

    public static object Negate(object? value) => value switch
    {
        long number when number != long.MinValue => -number,
        double number => -number,
        Undefined missing => throw missing.Refusal(),
        _ => PythonInteger.Is(value) ? PythonInteger.Value(-PythonInteger.Of(value)) : throw new TemplateException($"bad operand type for unary -: '{PythonValue.TypeName(value)}'"),
    };

    public static object? Plus(object? value) => value switch
    {
        bool flag => flag ? 1L : 0L,
        Undefined missing => throw missing.Refusal(),
        _ => PythonValue.IsNumber(value) ? value : throw new TemplateException($"bad operand type for unary +: '{PythonValue.TypeName(value)}'"),
    };

    /// <summary>float(number) of a number.</summary>
    public static double ToDouble(object? value) => value switch
    {
        double number => number,
        long number => number,
        bool flag => flag ? 1 : 0,
        BigInteger number => PythonInteger.ToDouble(number),
        Undefined missing => throw missing.Refusal(),
        _ => throw new TemplateException($"must be real number, not {PythonValue.TypeName(value)}"),
    };

    private static object? Sum(Meter meter, object? a, object? b)
    {
        switch (a, b)
        {
            case (string x, string y):
                meter.Text((long)x.Length + y.Length);
                return x + y;
            case (MarkedText x, string or MarkedText):
                return new MarkedText(Joined(meter, x.Text, b is MarkedText marked ? marked.Text : MarkedText.Escape(meter, (string)b!)));
            case (string x, MarkedText y):
                return new MarkedText(Joined(meter, MarkedText.Escape(meter, x), y.Text));
            case (List<object?> x, List<object?> y) when a is PythonTuple == b is PythonTuple:
                meter.Items((long)x.Count + y.Count);
                return a is PythonTuple ? new PythonTuple([.. x, .. y]) : new List<object?>([.. x, .. y]);
            default:
                return null;
        }
    }

    private static string Joined(Meter meter, string a, string b)
    {
        meter.Text((long)a.Length + b.Length);
        return a + b;
    }

    private static object? Repeat(Meter meter, object? sequence, object? times)
    {
        if (!PythonInteger.Is(times) || sequence is not (string or List<object?> or MarkedText)) return null;
        var count = Math.Max(0, PythonInteger.Index(times));
        switch (sequence)
        {
            case MarkedText marked:
                return new MarkedText((string)Repeat(meter, marked.Text, times)!);
            case string text:
                if (text.Length == 0 || count == 0) return "";
                meter.Text(count > Meter.LongestText ? count : text.Length * count);
                return string.Create((int)(text.Length * count), text, static (span, part) =>
                {
                    for (var at = 0; at < span.Length; at += part.Length) part.CopyTo(span[at..]);
                });
            default:
                var items = (List<object?>)sequence;
                if (items.Count > 0) meter.Items(count > Meter.MostItems ? count : items.Count * count);
                var result = new List<object?>();
                for (var i = 0; i < count && items.Count > 0; i++) result.AddRange(items);
                return sequence is PythonTuple ? new PythonTuple(result) : result;
        }
    }

    private static object Integers(Meter meter, string op, object a, object b)
    {
        switch (op)
        {
            case "+": return PythonInteger.Add(a, b);
            case "-": return PythonInteger.Subtract(a, b);
            case "*": return PythonInteger.Multiply(meter, a, b);
            case "/": return PythonInteger.TrueDivide(meter, PythonInteger.Of(a), PythonInteger.Of(b));
            case "//": return PythonInteger.Value(PythonInteger.Divide(meter, PythonInteger.Of(a), PythonInteger.Of(b)).Quotient);
            case "%": return PythonInteger.Value(PythonInteger.Divide(meter, PythonInteger.Of(a), PythonInteger.Of(b)).Remainder);
            default:
                var exponent = PythonInteger.Of(b);
                return exponent.Sign < 0 ? PythonFloat.Power(ToDouble(a), ToDouble(b)) : PythonInteger.Power(meter, PythonInteger.Of(a), exponent);
        }
    }

    private static double Floats(string op, double a, double b) => op switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => b == 0 ? throw new TemplateException("float division by zero") : a / b,
        "//" => PythonFloat.Divide(a, b).Quotient,
        "%" => b == 0 ? throw new TemplateException("float modulo") : PythonFloat.Divide(a, b).Remainder,
        _ => PythonFloat.Power(a, b),
    };
}
