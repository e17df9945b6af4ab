using System.Numerics;
using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>Filters of numbers, and of whatever a value is.</summary>
internal static class ValueFilters
{
    public static IReadOnlyDictionary<string, Func<Meter, object?, CallArguments, object?>> All { get; } = new Dictionary<string, Func<Meter, object?, CallArguments, object?>>
    {
        ["abs"] = (_, value, with) => with.Bind("abs", 0) is var _ ? Abs(value) : null,
        ["attr"] = (meter, value, with) => with.Bind("attr", 1, "name").Text(0) is var name && IsOwn(meter, value, name) ? PythonMembers.Attribute(meter, value, name) : Undefined.Named(name),
        ["d"] = Default,
        ["default"] = Default,
        ["float"] = (meter, value, with) => ToFloat(meter, value) is { } number ? number : with.Bind("float", 0, "default").Or(0, 0.0),
        ["int"] = (meter, value, with) => with.Bind("int", 0, "default", "base") is var given ? ToInteger(meter, value, given.Index(1, 10)) ?? given.Or(0, 0L) : null,
        ["round"] = (meter, value, with) => Round(meter, value, with.Bind("round", 0, "precision", "method")),
    };

    /// <summary>float(value); null where Python raises TypeError or ValueError.</summary>
    public static double? ToFloat(Meter meter, object? value) => value switch
    {
        string text => NumberParser.Float(meter, text),
        MarkedText marked => NumberParser.Float(meter, marked.Text),
        Undefined missing => throw missing.Refusal(),
        _ => PythonValue.IsNumber(value) ? PythonOperators.ToDouble(value) : null,
    };

    private static bool IsOwn(Meter meter, object? value, string name) => value is Undefined missing ? throw missing.Refusal() : PythonMembers.Has(meter, value, name);

    private static object Abs(object? value) => value switch
    {
        double number => Math.Abs(number),
        Undefined missing => throw missing.Refusal(),
        _ => PythonInteger.Is(value) ? PythonInteger.Value(BigInteger.Abs(PythonInteger.Of(value))) : throw new TemplateException($"bad operand type for abs(): '{PythonValue.TypeName(value)}'"),
    };

    private static object? Default(Meter meter, object? value, CallArguments with)
    {
        var given = with.Bind("default", 0, "default_value", "boolean");
        return value is Undefined || (given.Flag(1) && !PythonValue.IsTrue(value)) ? given.Or(0, "") : value;
    }

    private static object? ToInteger(Meter meter, object? value, long radix)
    {
        if (value is MarkedText marked) value = marked.Text;
        switch (value)
        {
            case string text:
                if (NumberParser.Integer(meter, text, radix) is { } integer) return integer;
                return NumberParser.Float(meter, text) is { } real && double.IsFinite(real) ? PythonInteger.Value(new BigInteger(real)) : null;
            case double number:
                return double.IsNaN(number) ? null : PythonInteger.Value(new BigInteger(PythonFloat.Finite(number)));
            case Undefined missing:
                throw missing.Refusal();
            default:
                return PythonInteger.Is(value) ? PythonInteger.Value(PythonInteger.Of(value)) : null;
        }
    }

    private static object Round(Meter meter, object? value, CallArguments.Bound with)
    {
        var precision = with.Or(0, 0L);
        var method = with.Or(1, "common") as string;
        if (method is not ("common" or "ceil" or "floor")) throw new TemplateException("method must be common, ceil or floor");
        if (!PythonValue.IsNumber(value)) throw value is Undefined missing ? missing.Refusal() : new TemplateException($"type {PythonValue.TypeName(value)} doesn't define __round__ method");
        if (method != "common")
        {
            var scale = PythonOperators.Binary(meter, "**", 10L, precision);
            var scaled = PythonOperators.Binary(meter, "*", value, scale);
            var whole = scaled is double number ? PythonInteger.Value(new BigInteger(method == "ceil" ? Math.Ceiling(PythonFloat.Finite(number)) : Math.Floor(PythonFloat.Finite(number)))) : scaled;
            return PythonOperators.Binary(meter, "/", whole, scale)!;
        }

        if (value is double real)
            return precision is null ? PythonInteger.Value(PythonFloat.RoundToInteger(real)) : Rounded(meter, real, PythonInteger.Of(precision));
        var integer = PythonInteger.Of(value);
        if (precision is null || PythonInteger.Of(precision).Sign >= 0) return PythonInteger.Value(integer);
        var unit = PythonInteger.Of(PythonInteger.Power(meter, 10, -PythonInteger.Of(precision)));
        var (quotient, rest) = PythonInteger.Divide(meter, integer, unit);
        var half = (rest * 2).CompareTo(unit);
        return PythonInteger.Value((half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient) * unit);
    }

    private static double Rounded(Meter meter, double number, BigInteger digits)
    {
        meter.Work(1500);
        return PythonFloat.Round(number, digits);
    }
}
