using System.Numerics;

namespace Colora.Templates.Jinja.Values;

/// <summary>Python's order of numbers, strings, lists and tuples.</summary>
internal static class PythonOrder
{
    /// <summary>Whether a &lt; b, a &lt;= b, a &gt; b or a &gt;= b.</summary>
    public static bool Holds(Meter meter, string op, object? a, object? b)
    {
        if (a is Undefined missing) throw missing.Refusal();
        if (b is Undefined other) throw other.Refusal();
        if (PythonValue.IsNumber(a) && PythonValue.IsNumber(b))
        {
            return Numbers(a, b) is { } order && Fits(op, order);
        }

        if (Text(a) is { } x && Text(b) is { } y)
        {
            meter.Work(Math.Min(x.Length, y.Length));
            return Fits(op, Texts(x, y));
        }

        if (a is not List<object?> left || b is not List<object?> right || a is PythonTuple != b is PythonTuple)
            throw new TemplateException($"'{op}' not supported between instances of '{PythonValue.TypeName(a)}' and '{PythonValue.TypeName(b)}'");
        meter.Enter();
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            meter.Step();
            if (PythonEquality.Same(meter, left[i], right[i])) continue;
            var holds = Holds(meter, op, left[i], right[i]);
            meter.Leave();
            return holds;
        }

        meter.Leave();
        return Fits(op, left.Count.CompareTo(right.Count));
    }

    /// <summary>The order of two numbers by their exact values; null where one of them is no number.</summary>
    public static int? Numbers(object? a, object? b)
    {
        if (a is long x && b is long y) return x.CompareTo(y);
        if (a is double p && b is double q) return double.IsNaN(p) || double.IsNaN(q) ? null : p.CompareTo(q);
        if (a is double first) return double.IsNaN(first) ? null : -IntegerAgainst(PythonInteger.Of(b), first);
        if (b is double second) return double.IsNaN(second) ? null : IntegerAgainst(PythonInteger.Of(a), second);
        return PythonInteger.Of(a).CompareTo(PythonInteger.Of(b));
    }

    /// <summary>
    /// Sorts, equal keys in their order, by Python's &lt; alone. Not-a-numbers have no place in an order: they are refused.
    /// </summary>
    public static List<object?> Sort(Meter meter, List<object?> items, Func<object?, object?> key, bool reverse)
    {
        meter.Items(items.Count);
        var keys = items.Select(item => Orderable(key(item))).ToArray();
        var places = Enumerable.Range(0, items.Count).ToArray();
        int Compare(int a, int b)
        {
            meter.Step();
            if (Holds(meter, "<", keys[a], keys[b])) return -1;
            return Holds(meter, "<", keys[b], keys[a]) ? 1 : 0;
        }

        var comparer = Comparer<int>.Create(Compare);
        try
        {
            return [.. (reverse ? places.OrderByDescending(place => place, comparer) : places.OrderBy(place => place, comparer)).Select(place => items[place])];
        }
        catch (InvalidOperationException e) when (e.InnerException is TemplateException inner)
        {
            throw inner;
        }
    }

    private static object? Orderable(object? key) => IsNan(key) || (key is List<object?> list && list.Exists(IsNan))
        ? throw new TemplateException("sorting with a nan is not supported: it has no place in an order") : key;

    private static bool IsNan(object? value) => value is double number && double.IsNaN(number);

    private static bool Fits(string op, int order) => op switch
    {
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };

    private static string? Text(object? value) => value switch
    {
        string text => text,
        MarkedText marked => marked.Text,
        _ => null,
    };

    private static int IntegerAgainst(BigInteger integer, double number)
    {
        if (double.IsInfinity(number)) return number > 0 ? -1 : 1;
        var floor = Math.Floor(number);
        var order = integer.CompareTo(new BigInteger(floor));
        return order == 0 && number > floor ? -1 : order;
    }

    /// <summary>Order of code points, which is not that of UTF-16 units.</summary>
    private static int Texts(string a, string b)
    {
        var same = a.AsSpan().CommonPrefixLength(b);
        if (same == a.Length || same == b.Length) return a.Length.CompareTo(b.Length);
        var (x, y) = (a[same], b[same]);
        return char.IsSurrogate(x) != char.IsSurrogate(y) ? char.IsSurrogate(x) ? 1 : -1 : x.CompareTo(y);
    }
}
