using System.Text;

namespace Colora.Tokenization.Jinja;

/// <summary>Operators, subscripts and slices with Python's meaning.</summary>
internal static class PythonOperators
{
    private const int LongestRepeat = 1 << 20;

    public static object? Binary(string op, object? a, object? b)
    {
        if (a is Undefined missing) throw new JinjaException($"'{missing.Name}' is undefined");
        if (b is Undefined other) throw new JinjaException($"'{other.Name}' is undefined");
        if (op == "+")
        {
            if (a is string x && b is string y) return x + y;
            if (a is PythonTuple && b is PythonTuple) return new PythonTuple(((List<object?>)a).Concat((List<object?>)b));
            if (a is List<object?> left && b is List<object?> right) return left.Concat(right).ToList();
        }

        if (op == "*" && (Repeat(a, b) ?? Repeat(b, a)) is { } repeated) return repeated;
        if (op == "%" && a is string format) return Format(format, b is PythonTuple many ? many : [b]);
        if (!PythonValue.IsNumber(a) || !PythonValue.IsNumber(b))
            throw new JinjaException($"unsupported operand type(s) for {op}: '{PythonValue.TypeName(a)}' and '{PythonValue.TypeName(b)}'");
        return PythonValue.IsInteger(a) && PythonValue.IsInteger(b) ? Integers(op, PythonValue.ToLong(a), PythonValue.ToLong(b)) : Floats(op, PythonValue.ToDouble(a), PythonValue.ToDouble(b));
    }

    public static object? Negate(object? value) => value switch
    {
        long number => (object)-number,
        double number => -number,
        bool flag => flag ? -1L : 0L,
        _ => throw new JinjaException($"bad operand type for unary -: '{PythonValue.TypeName(value)}'"),
    };

    public static object? Subscript(object? container, object? key)
    {
        switch (container)
        {
            case PythonDict dict when key is not null:
                return dict.TryGetValue(key, out var value) ? value : new Undefined(PythonValue.ToText(key));
            case List<object?> list when PythonValue.IsInteger(key):
                var place = PythonValue.ToLong(key);
                if (place < 0) place += list.Count;
                return place >= 0 && place < list.Count ? list[(int)place] : new Undefined("index");
            case string text when PythonValue.IsInteger(key):
                return Subscript(PythonValue.Items(text), key);
            case JinjaNamespace space when key is string name:
                return space.Values.TryGetValue(name, out var held) ? held : new Undefined(name);
            case Undefined missing:
                throw new JinjaException($"'{missing.Name}' is undefined");
            default:
                return new Undefined(PythonValue.ToText(key));
        }
    }

    public static object? Slice(object? container, object? from, object? to, object? by)
    {
        var items = PythonValue.Items(container is Undefined missing ? throw new JinjaException($"'{missing.Name}' is undefined") : container);
        var step = by is null ? 1 : PythonValue.ToLong(by);
        if (step == 0) throw new JinjaException("slice step cannot be zero");
        long count = items.Count;
        var begin = Bound(from, step > 0 ? 0 : count - 1, count, step);
        var end = Bound(to, step > 0 ? count : -1, count, step);
        var result = new List<object?>();
        for (var i = begin; step > 0 ? i < end : i > end; i += step) result.Add(items[(int)i]);
        return container switch
        {
            string => string.Concat(result),
            PythonTuple => new PythonTuple(result),
            _ => result,
        };
    }

    private static long Bound(object? given, long otherwise, long count, long step)
    {
        if (given is null) return otherwise;
        var place = PythonValue.ToLong(given);
        if (place < 0) place += count;
        return step > 0 ? Math.Clamp(place, 0, count) : Math.Clamp(place, -1, count - 1);
    }

    private static object? Repeat(object? sequence, object? times)
    {
        if (!PythonValue.IsInteger(times) || sequence is not (string or List<object?>)) return null;
        var wanted = Math.Max(0, PythonValue.ToLong(times));
        if (wanted > LongestRepeat || PythonValue.Length(sequence) * wanted > LongestRepeat) throw new JinjaException("a repetition is too long");
        var count = (int)wanted;
        return sequence is string text ? new StringBuilder().Insert(0, text, count).ToString()
            : Enumerable.Repeat((List<object?>)sequence, count).SelectMany(items => items).ToList();
    }

    private static object Integers(string op, long a, long b)
    {
        switch (op)
        {
            case "+": return checked(a + b);
            case "-": return checked(a - b);
            case "*": return checked(a * b);
            case "/": return b == 0 ? throw new JinjaException("division by zero") : (double)a / b;
            case "//": return b == 0 ? throw new JinjaException("integer division or modulo by zero") : (long)Math.Floor((double)a / b);
            case "%": return b == 0 ? throw new JinjaException("integer division or modulo by zero") : ((a % b) + b) % b;
            default: return b < 0 ? Math.Pow(a, b) : (object)Power(a, b);
        }
    }

    private static long Power(long value, long exponent)
    {
        long result = 1;
        for (var i = 0; i < exponent; i++) result = checked(result * value);
        return result;
    }

    private static double Floats(string op, double a, double b) => op switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => b == 0 ? throw new JinjaException("float division by zero") : a / b,
        "//" => b == 0 ? throw new JinjaException("float floor division by zero") : Math.Floor(a / b),
        "%" => b == 0 ? throw new JinjaException("float modulo") : a - (b * Math.Floor(a / b)),
        _ => Math.Pow(a, b),
    };

    /// <summary>The % operator of strings: %s, %d, %r, %f, %x and %%, with width and precision.</summary>
    public static string Format(string format, List<object?> values)
    {
        var result = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }

            var begin = ++i;
            while (i < format.Length && (char.IsAsciiDigit(format[i]) || format[i] is '.' or '-' or '+' or ' ')) i++;
            if (i >= format.Length) throw new JinjaException("incomplete format");
            if (format[i] == '%')
            {
                result.Append('%');
                continue;
            }

            if (next >= values.Count) throw new JinjaException("not enough arguments for format string");
            result.Append(FormatOne(format[begin..i], format[i], values[next++]));
        }

        return next == values.Count ? result.ToString() : throw new JinjaException("not all arguments converted during string formatting");
    }

    private static string FormatOne(string options, char kind, object? value)
    {
        var dot = options.IndexOf('.');
        var precision = dot < 0 ? -1 : int.Parse("0" + options[(dot + 1)..]);
        var width = (dot < 0 ? options : options[..dot]).TrimStart('-', '+', ' ');
        var text = kind switch
        {
            's' => PythonValue.ToText(value),
            'r' => PythonValue.Represent(value),
            'd' or 'i' => PythonValue.IsNumber(value) ? ((long)PythonValue.ToDouble(value)).ToString() : throw new JinjaException("%d format: a number is required"),
            'x' => PythonValue.ToLong(value).ToString("x"),
            'f' => PythonValue.ToDouble(value).ToString("F" + (precision < 0 ? 6 : precision)),
            _ => throw new JinjaException($"unsupported format character '{kind}'"),
        };
        if (kind == 's' && precision >= 0 && text.Length > precision) text = text[..precision];
        if (width.Length == 0) return text;
        var wide = int.Parse(width);
        return options.StartsWith('-') ? text.PadRight(wide) : width.StartsWith('0') && kind != 's' ? text.PadLeft(wide, '0') : text.PadLeft(wide);
    }
}
