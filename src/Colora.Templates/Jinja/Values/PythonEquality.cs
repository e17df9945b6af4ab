using System.Numerics;

namespace Colora.Templates.Jinja.Values;

/// <summary>Python's ==, and the hashes that go with it.</summary>
internal static class PythonEquality
{
    /// <summary>a is b or a == b: what containers ask.</summary>
    public static bool Same(Meter meter, object? a, object? b) => ReferenceEquals(a, b) || AreEqual(meter, a, b);

    public static bool AreEqual(Meter meter, object? a, object? b)
    {
        switch (a, b)
        {
            case (null, null) or (Undefined, Undefined):
                return true;
            case (null, _) or (_, null):
                return false;
            case (long x, long y):
                return x == y;
            case (MarkedText x, _):
                return AreEqual(meter, x.Text, b);
            case (_, MarkedText y):
                return AreEqual(meter, a, y.Text);
            case (string x, string y):
                meter.Work(Math.Min(x.Length, y.Length));
                return string.Equals(x, y, StringComparison.Ordinal);
            case (PythonRange x, PythonRange y):
                return x.SameNumbers(y);
            case (PythonDict x, PythonDict y):
                return EqualDicts(meter, x, y);
            case (PythonView { Kind: not "values" } x, PythonView { Kind: not "values" } y):
                throw new TemplateException($"comparing dict_{x.Kind} with dict_{y.Kind} is not supported");
        }

        if (a is List<object?> left && b is List<object?> right)
        {
            if (a is PythonTuple != b is PythonTuple || left.Count != right.Count) return false;
            meter.Enter();
            for (var i = 0; i < left.Count; i++)
            {
                meter.Step();
                if (Same(meter, left[i], right[i])) continue;
                meter.Leave();
                return false;
            }

            meter.Leave();
            return true;
        }

        if (PythonValue.IsNumber(a) && PythonValue.IsNumber(b)) return PythonOrder.Numbers(a, b) == 0;
        return ReferenceEquals(a, b);
    }

    /// <summary>Equal values have equal hashes; lists and dictionaries have none.</summary>
    public static int Hash(Meter meter, object? value)
    {
        switch (value)
        {
            case null:
                return 1;
            case string text:
                meter.Work(text.Length);
                return text.GetHashCode(StringComparison.Ordinal);
            case MarkedText marked:
                return Hash(meter, marked.Text);
            case long number:
                return number.GetHashCode();
            case bool flag:
                return (flag ? 1L : 0L).GetHashCode();
            case BigInteger number:
                return number.GetHashCode();
            case double number when Math.Floor(number) == number && Math.Abs(number) < 9e18:
                return ((long)number).GetHashCode();
            case double number when double.IsFinite(number) && Math.Floor(number) == number:
                return new BigInteger(number).GetHashCode();
            case double number:
                return number.GetHashCode();
            case Undefined:
                return 2;
            case PythonTuple tuple:
                var hash = default(HashCode);
                meter.Enter();
                foreach (var item in tuple)
                {
                    meter.Step();
                    hash.Add(Hash(meter, item));
                }

                meter.Leave();
                return hash.ToHashCode();
            case PythonRange range:
                return range.Count.IsZero ? 3 : HashCode.Combine(range.Count, range.Start, range.Count.IsOne ? 0 : range.Step);
            case List<object?> or PythonDict or PythonView { Kind: not "values" }:
                throw new TemplateException($"unhashable type: '{PythonValue.TypeName(value)}'");
            default:
                return System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value);
        }
    }

    private static bool EqualDicts(Meter meter, PythonDict a, PythonDict b)
    {
        if (a.Count != b.Count) return false;
        meter.Enter();
        foreach (var (key, value) in a.Pairs)
        {
            meter.Step();
            if (b.TryFind(key, out var other) && Same(meter, value, other)) continue;
            meter.Leave();
            return false;
        }

        meter.Leave();
        return true;
    }
}
