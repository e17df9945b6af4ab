using System.Globalization;
using System.Numerics;
using System.Text;

namespace Colora.Templates.Jinja.Values;

/// <summary>Python's floats: how they print, to how many digits, and how they divide. Digits are exact, ties go to the even one.</summary>
internal static class PythonFloat
{
    /// <summary>Digits behind the point that can be asked for; Python has no such bound.</summary>
    public const int MostDigits = 4300;

    /// <summary>repr(float): the shortest digits that read back; an exponent from 1e16 up and below 1e-4.</summary>
    public static string Represent(double number) => IsSpecial(number) ? Special(number, upper: false) : Sign(number) + FromShortest(Math.Abs(number));

    public static bool IsSpecial(double number) => !double.IsFinite(number);

    public static string Special(double number, bool upper) =>
        (double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf") is var text && upper ? text.ToUpperInvariant() : text;

    /// <summary>Python's %f of a magnitude.</summary>
    public static string Fixed(Meter meter, double magnitude, int precision, bool alternate = false)
    {
        Charge(meter, precision);
        var digits = Scaled(magnitude, precision).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        return precision == 0 ? alternate ? digits + "." : digits : digits[..^precision] + "." + digits[^precision..];
    }

    /// <summary>Python's %e of a magnitude.</summary>
    public static string Exponent(Meter meter, double magnitude, int precision, bool upper, bool alternate = false)
    {
        var (digits, exponent) = Significant(meter, magnitude, precision + 1);
        return WithExponent(digits, exponent, upper, alternate);
    }

    /// <summary>Python's %g of a magnitude; <paramref name="pointAlways"/> is the form without a type, which keeps a digit behind the point.</summary>
    public static string General(Meter meter, double magnitude, int precision, bool upper, bool alternate = false, bool pointAlways = false)
    {
        precision = Math.Max(1, precision);
        var (digits, exponent) = Significant(meter, magnitude, precision);
        if (!alternate) digits = digits.TrimEnd('0') is { Length: > 0 } trimmed ? trimmed : "0";
        return exponent < -4 || exponent + 1 > precision - (pointAlways ? 1 : 0) ? WithExponent(digits, exponent, upper, alternate) : Plain(digits, exponent, alternate, pointAlways);
    }

    /// <summary>round(number, digits): the nearest decimal, ties to the even digit, as the nearest float.</summary>
    public static double Round(double number, BigInteger digits)
    {
        if (number == 0 || IsSpecial(number) || digits > 323) return number;
        if (digits < -308) return 0.0 * number;
        var places = (int)digits;
        var scaled = Scaled(Math.Abs(number), places);
        var result = places >= 0 ? PythonInteger.Nearest(scaled, BigInteger.Pow(10, places), "rounded value too large to represent")
            : PythonInteger.Nearest(scaled * BigInteger.Pow(10, -places), 1, "rounded value too large to represent");
        return double.IsNegative(number) ? -result : result;
    }

    /// <summary>The integer nearest to it, ties to the even one.</summary>
    public static BigInteger RoundToInteger(double number) => new(Math.Round(Finite(number), MidpointRounding.ToEven));

    /// <summary>A number that can become an integer.</summary>
    public static double Finite(double number) => double.IsNaN(number) ? throw new TemplateException("cannot convert float NaN to integer")
        : double.IsInfinity(number) ? throw new TemplateException("cannot convert float infinity to integer") : number;

    /// <summary>a // b and a % b.</summary>
    public static (double Quotient, double Remainder) Divide(double a, double b)
    {
        if (b == 0) throw new TemplateException("float floor division by zero");
        var remainder = a % b;
        var quotient = (a - remainder) / b;
        if (remainder != 0)
        {
            if ((b < 0) != (remainder < 0))
            {
                remainder += b;
                quotient -= 1;
            }
        }
        else
        {
            remainder = Math.CopySign(0, b);
        }

        if (quotient == 0) return (Math.CopySign(0, a / b), remainder);
        var floor = Math.Floor(quotient);
        return (quotient - floor > 0.5 ? floor + 1 : floor, remainder);
    }

    public static double Power(double a, double b)
    {
        if (a == 0 && b < 0) throw new TemplateException("0.0 cannot be raised to a negative power");
        if (a < 0 && double.IsFinite(a) && double.IsFinite(b) && b != Math.Floor(b)) throw new TemplateException("a negative number to a broken power is complex, which is not supported");
        var result = Math.Pow(a, b);
        return double.IsInfinity(result) && double.IsFinite(a) && double.IsFinite(b) ? throw new TemplateException("Numerical result out of range") : result;
    }

    /// <summary>The value of a magnitude times 10^<paramref name="places"/> as an integer, ties to the even one.</summary>
    private static BigInteger Scaled(double magnitude, int places)
    {
        var (numerator, denominator) = Exact(magnitude, places);
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var half = (rest * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    /// <summary>The value of a magnitude times 10^<paramref name="places"/> as a fraction.</summary>
    private static (BigInteger Numerator, BigInteger Denominator) Exact(double magnitude, int places)
    {
        var bits = BitConverter.DoubleToInt64Bits(magnitude);
        var exponent = (int)((bits >> 52) & 0x7ff);
        BigInteger numerator = (bits & 0xfffffffffffff) | (exponent == 0 ? 0 : 1L << 52);
        var denominator = BigInteger.One;
        exponent = Math.Max(exponent, 1) - 1075;
        if (places >= 0) numerator *= BigInteger.Pow(10, places);
        else denominator = BigInteger.Pow(10, -places);
        if (exponent >= 0) numerator <<= exponent;
        else denominator <<= -exponent;
        return (numerator, denominator);
    }

    /// <summary>So many significant digits and the exponent of the first.</summary>
    private static (string Digits, int Exponent) Significant(Meter meter, double magnitude, int count)
    {
        Charge(meter, count);
        if (magnitude == 0) return (new string('0', count), 0);
        var exponent = Shortest(magnitude).Point - 1;
        // The shortest digits may be those of a power of ten that the value itself does not reach.
        var (numerator, denominator) = Exact(magnitude, -exponent);
        if (numerator < denominator) exponent--;
        var digits = Scaled(magnitude, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
        return digits.Length > count ? (digits[..count], exponent + 1) : (digits, exponent);
    }

    private static string FromShortest(double magnitude)
    {
        if (magnitude == 0) return "0.0";
        var (digits, point) = Shortest(magnitude);
        return point is > -4 and <= 16 ? Plain(digits, point - 1, alternate: false, pointAlways: true) : WithExponent(digits, point - 1, upper: false, alternate: false);
    }

    /// <summary>The shortest digits that read back, and where the point stands: the value is 0.DIGITS × 10^Point.</summary>
    private static (string Digits, int Point) Shortest(double magnitude)
    {
        // Below a power of two the neighbours lie closer than above; there the base library's digits may read back as the neighbour.
        if ((BitConverter.DoubleToInt64Bits(magnitude) & 0xfffffffffffff) == 0) return ShortestOfPower(magnitude);
        var text = magnitude.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E');
        var exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var dot = mantissa.IndexOf('.');
        var whole = dot < 0 ? mantissa : mantissa[..dot];
        var digits = dot < 0 ? mantissa : whole + mantissa[(dot + 1)..];
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits[leading..].TrimEnd('0'), whole.Length - leading + exponent);
    }

    private static (string Digits, int Point) ShortestOfPower(double magnitude)
    {
        var exponent = (int)Math.Floor(Math.Log10(magnitude));
        var (over, under) = Exact(magnitude, -exponent);
        if (over < under) exponent--;
        else if (over >= under * 10) exponent++;
        for (var count = 1; ; count++)
        {
            var (numerator, denominator) = Exact(magnitude, count - 1 - exponent);
            var floor = BigInteger.DivRem(numerator, denominator, out var rest);
            var (near, far) = rest * 2 <= denominator ? (floor, floor + 1) : (floor + 1, floor);
            foreach (var candidate in (BigInteger[])[near, far])
            {
                var digits = candidate.ToString(CultureInfo.InvariantCulture);
                if (double.Parse($"{digits}e{exponent - count + 1}", NumberStyles.Float, CultureInfo.InvariantCulture) == magnitude)
                    return (digits.TrimEnd('0'), exponent + 1 + digits.Length - count);
            }
        }
    }

    private static string Plain(string digits, int exponent, bool alternate, bool pointAlways)
    {
        var result = new StringBuilder();
        if (exponent < 0) result.Append("0.").Append('0', -exponent - 1).Append(digits);
        else if (digits.Length <= exponent + 1) result.Append(digits).Append('0', exponent + 1 - digits.Length).Append(pointAlways ? ".0" : alternate ? "." : "");
        else result.Append(digits, 0, exponent + 1).Append('.').Append(digits, exponent + 1, digits.Length - exponent - 1);
        return result.ToString();
    }

    private static string WithExponent(string digits, int exponent, bool upper, bool alternate)
    {
        var mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : alternate ? digits + "." : digits;
        return $"{mantissa}{(upper ? 'E' : 'e')}{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string Sign(double number) => double.IsNegative(number) ? "-" : "";

    private static void Charge(Meter meter, int precision)
    {
        if (precision > MostDigits) throw new TemplateException($"a precision of more than {MostDigits} digits");
        meter.Work(1500L + (precision * 8L));
    }
}
