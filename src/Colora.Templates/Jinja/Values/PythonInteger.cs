using System.Globalization;
using System.Numerics;

namespace Colora.Templates.Jinja.Values;

/// <summary>Python's integers: bool, long, or BigInteger where a long is too small. Their size is bounded.</summary>
internal static class PythonInteger
{
    /// <summary>Digits that Python prints or reads at most.</summary>
    public const int MostDigits = 4300;

    public static bool Is(object? value) => value is long or bool or BigInteger;

    /// <summary>The smallest type that holds it.</summary>
    public static object Value(BigInteger number)
    {
        if (number >= long.MinValue && number <= long.MaxValue) return (long)number;
        return number.GetBitLength() <= Meter.LargestInteger ? number : throw new TemplateException($"an integer would need more than {Meter.LargestInteger} bits");
    }

    public static BigInteger Of(object? value) => value switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        BigInteger number => number,
        Undefined missing => throw missing.Refusal(),
        _ => throw new TemplateException($"'{PythonValue.TypeName(value)}' object cannot be interpreted as an integer"),
    };

    /// <summary>An integer in a machine word.</summary>
    public static long Index(object? value) => value switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        BigInteger => throw new TemplateException("Python int too large to convert to C ssize_t"),
        _ => (long)Of(value),
    };

    public static string Text(Meter meter, BigInteger number)
    {
        meter.Work(Cost(number) * 8);
        var text = number.ToString(CultureInfo.InvariantCulture);
        return text.Length - (number.Sign < 0 ? 1 : 0) <= MostDigits ? text : throw new TemplateException($"Exceeds the limit ({MostDigits} digits) for integer string conversion");
    }

    /// <summary>Digits in base 2, 8 or 16, without sign and prefix.</summary>
    public static string Digits(Meter meter, BigInteger magnitude, int radix)
    {
        if (magnitude.IsZero) return "0";
        var bits = radix switch { 2 => 1, 8 => 3, _ => 4 };
        var length = (int)((magnitude.GetBitLength() + bits - 1) / bits);
        meter.Work(length * (Cost(magnitude) + 4));
        return string.Create(length, (magnitude, bits), static (span, state) =>
        {
            var bytes = state.magnitude.ToByteArray();
            for (var i = 0; i < span.Length; i++)
            {
                var digit = 0;
                for (var bit = state.bits - 1; bit >= 0; bit--)
                {
                    var at = (i * state.bits) + bit;
                    digit = (digit << 1) | (at / 8 < bytes.Length ? (bytes[at / 8] >> (at % 8)) & 1 : 0);
                }

                span[span.Length - 1 - i] = "0123456789abcdef"[digit];
            }
        });
    }

    public static object Add(object? a, object? b)
    {
        if (a is long x && b is long y && unchecked(x + y) is var sum && ((x ^ sum) & (y ^ sum)) >= 0) return sum;
        return Value(Of(a) + Of(b));
    }

    public static object Subtract(object? a, object? b)
    {
        if (a is long x && b is long y && unchecked(x - y) is var difference && ((x ^ y) & (x ^ difference)) >= 0) return difference;
        return Value(Of(a) - Of(b));
    }

    public static object Multiply(Meter meter, object? a, object? b)
    {
        if (a is long x && b is long y && Math.BigMul(x, y, out var low) is var high && ((high == 0 && low >= 0) || (high == -1 && low < 0))) return low;
        var (left, right) = (Of(a), Of(b));
        if (left.GetBitLength() + right.GetBitLength() > Meter.LargestInteger + 64) throw new TemplateException($"an integer would need more than {Meter.LargestInteger} bits");
        meter.Work(Cost(left) * Cost(right));
        return Value(left * right);
    }

    /// <summary>Quotient rounded down and the remainder that belongs to it, which has the divisor's sign.</summary>
    public static (BigInteger Quotient, BigInteger Remainder) Divide(Meter meter, BigInteger a, BigInteger b)
    {
        if (b.IsZero) throw new TemplateException("integer division or modulo by zero");
        meter.Work(Cost(a) * Cost(b));
        var quotient = BigInteger.DivRem(a, b, out var remainder);
        return !remainder.IsZero && (remainder.Sign < 0) != (b.Sign < 0) ? (quotient - 1, remainder + b) : (quotient, remainder);
    }

    public static object Power(Meter meter, BigInteger value, BigInteger exponent)
    {
        if (value.IsOne || exponent.IsZero) return 1L;
        if (value.IsZero) return 0L;
        if (value == -1) return exponent.IsEven ? 1L : -1L;
        if ((value.GetBitLength() - 1) * (BigInteger)exponent > Meter.LargestInteger) throw new TemplateException($"an integer would need more than {Meter.LargestInteger} bits");
        meter.Work(Meter.LargestInteger);
        return Value(BigInteger.Pow(value, (int)exponent));
    }

    /// <summary>a / b as the nearest double, ties to the even one.</summary>
    public static double TrueDivide(Meter meter, BigInteger a, BigInteger b)
    {
        if (b.IsZero) throw new TemplateException("division by zero");
        meter.Work(Cost(a) * Cost(b));
        return Nearest(a, b, "integer division result too large for a float");
    }

    public static double ToDouble(BigInteger value) => Nearest(value, BigInteger.One, "int too large to convert to float");

    /// <summary>a / b as the nearest double, ties to the even one.</summary>
    public static double Nearest(BigInteger a, BigInteger b, string overflow)
    {
        var negative = (a.Sign < 0) != (b.Sign < 0);
        if (a.IsZero) return b.Sign < 0 ? -0.0 : 0.0;
        (a, b) = (BigInteger.Abs(a), BigInteger.Abs(b));
        var scale = Math.Max((int)(a.GetBitLength() - b.GetBitLength()) - 54, -1074);
        if (scale > 1024) throw new TemplateException(overflow);
        var quotient = BigInteger.DivRem(scale < 0 ? a << -scale : a, scale > 0 ? b << scale : b, out var rest);
        var extra = Math.Max(0, (int)quotient.GetBitLength() - 53);
        var rounded = quotient >> extra;
        // What was cut, twice, against one unit of the last place kept.
        var divisor = scale > 0 ? b << scale : b;
        var cut = ((((quotient - (rounded << extra)) * divisor) + rest) * 2).CompareTo(divisor << extra);
        if (cut > 0 || (cut == 0 && !rounded.IsEven)) rounded += 1;
        var result = Math.ScaleB((double)(long)rounded, scale + extra);
        if (double.IsInfinity(result)) throw new TemplateException(overflow);
        return negative ? -result : result;
    }

    private static long Cost(BigInteger number) => (number.GetBitLength() / 64) + 1;
}
