using System.Collections;
using System.Globalization;
using System.Text;

namespace Colora.Tokenization.Jinja;

/// <summary>
/// Python's rules for the values of a template: null is None; bool, long, double, string; lists, tuples, dictionaries. Lengths and places
/// of strings count code points.
/// </summary>
internal static class PythonValue
{
    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        ICollection collection => collection.Count > 0,
        _ => true,
    };

    public static bool AreEqual(object? a, object? b)
    {
        if (a is null or Undefined || b is null or Undefined) return (a is null && b is null) || (a is Undefined && b is Undefined);
        if (IsNumber(a) && IsNumber(b)) return a is long or bool && b is long or bool ? ToLong(a) == ToLong(b) : ToDouble(a) == ToDouble(b);
        if (a is string x && b is string y) return x == y;
        if (a is PythonTuple != b is PythonTuple) return false;
        if (a is List<object?> left && b is List<object?> right)
            return left.Count == right.Count && left.Zip(right).All(pair => AreEqual(pair.First, pair.Second));
        if (a is PythonDict first && b is PythonDict second)
            return first.Count == second.Count && first.All(pair => second.TryGetValue(pair.Key, out var value) && AreEqual(pair.Value, value));
        return ReferenceEquals(a, b);
    }

    public static int Compare(object? a, object? b)
    {
        if (IsNumber(a) && IsNumber(b)) return ToDouble(a).CompareTo(ToDouble(b));
        if (a is string x && b is string y) return CompareText(x, y);
        if (a is List<object?> left && b is List<object?> right)
        {
            for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
                if (!AreEqual(left[i], right[i])) return Compare(left[i], right[i]);
            return left.Count.CompareTo(right.Count);
        }

        throw new JinjaException($"'<' not supported between instances of '{TypeName(a)}' and '{TypeName(b)}'");
    }

    /// <summary>Order of code points, which is not that of UTF-16 units.</summary>
    private static int CompareText(string a, string b)
    {
        var (left, right) = (a.EnumerateRunes().GetEnumerator(), b.EnumerateRunes().GetEnumerator());
        while (true)
        {
            bool more = left.MoveNext(), other = right.MoveNext();
            if (!more || !other) return more.CompareTo(other);
            if (left.Current != right.Current) return left.Current.CompareTo(right.Current);
        }
    }

    public static bool IsNumber(object? value) => value is long or double or bool;

    public static bool IsInteger(object? value) => value is long or bool;

    public static long ToLong(object? value) => value switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        _ => throw new JinjaException($"'{TypeName(value)}' object cannot be interpreted as an integer"),
    };

    public static double ToDouble(object? value) => value switch
    {
        double number => number,
        long number => number,
        bool flag => flag ? 1 : 0,
        _ => throw new JinjaException($"must be real number, not {TypeName(value)}"),
    };

    /// <summary>What iteration gives: characters of a string, keys of a dictionary, items of a list; nothing for an undefined value.</summary>
    public static List<object?> Items(object? value) => value switch
    {
        Undefined => [],
        string text => text.EnumerateRunes().Select(rune => (object?)rune.ToString()).ToList(),
        PythonDict dict => dict.Keys.Select(key => (object?)key).ToList(),
        List<object?> list => list,
        _ => throw new JinjaException($"'{TypeName(value)}' object is not iterable"),
    };

    public static long Length(object? value) => value switch
    {
        string text => text.EnumerateRunes().Count(),
        ICollection collection => collection.Count,
        Undefined => 0,
        _ => throw new JinjaException($"object of type '{TypeName(value)}' has no len()"),
    };

    public static bool Contains(object? container, object? item) => container switch
    {
        string text => item is string part ? text.Contains(part, StringComparison.Ordinal) : throw new JinjaException($"'in <string>' requires string as left operand, not {TypeName(item)}"),
        PythonDict dict => item is not null && dict.ContainsKey(item),
        _ => Items(container).Any(other => AreEqual(other, item)),
    };

    /// <summary>str(value).</summary>
    public static string ToText(object? value) => value switch
    {
        Undefined => "",
        string text => text,
        _ => Represent(value),
    };

    /// <summary>repr(value).</summary>
    public static string Represent(object? value) => value switch
    {
        null => "None",
        Undefined => "Undefined",
        bool flag => flag ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => FloatText(number),
        string text => Quote(text),
        PythonTuple { Count: 1 } tuple => $"({Represent(tuple[0])},)",
        PythonTuple tuple => $"({string.Join(", ", tuple.Select(Represent))})",
        List<object?> list => $"[{string.Join(", ", list.Select(Represent))}]",
        PythonDict dict => "{" + string.Join(", ", dict.Select(pair => $"{Represent(pair.Key)}: {Represent(pair.Value)}")) + "}",
        JinjaNamespace => "<Namespace>",
        _ => $"<{TypeName(value)}>",
    };

    /// <summary>repr(float): shortest digits that read back, exponent from 1e16 up and below 1e-4.</summary>
    public static string FloatText(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";
        if (number == 0) return double.IsNegative(number) ? "-0.0" : "0.0";
        var scientific = number.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific[(scientific.IndexOf('E') + 1)..], CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 16)
        {
            var plain = shortest.Contains('E') ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : shortest;
            return plain.Contains('.') ? plain : plain + ".0";
        }

        var mantissa = shortest.Contains('E') ? shortest[..shortest.IndexOf('E')] : (number / Math.Pow(10, exponent)).ToString("R", CultureInfo.InvariantCulture);
        return $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}";
    }

    public static string TypeName(object? value) => value switch
    {
        null => "NoneType",
        Undefined => "Undefined",
        bool => "bool",
        long => "int",
        double => "float",
        string => "str",
        PythonTuple => "tuple",
        List<object?> => "list",
        PythonDict => "dict",
        JinjaNamespace => "Namespace",
        _ => "function",
    };

    private static string Quote(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var result = new StringBuilder().Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == quote || rune.Value == '\\') result.Append('\\').Append(rune);
            else if (rune.Value == '\n') result.Append("\\n");
            else if (rune.Value == '\r') result.Append("\\r");
            else if (rune.Value == '\t') result.Append("\\t");
            else if (rune.Value < 32 || rune.Value == 127) result.Append($"\\x{rune.Value:x2}");
            else result.Append(rune);
        }

        return result.Append(quote).ToString();
    }
}
