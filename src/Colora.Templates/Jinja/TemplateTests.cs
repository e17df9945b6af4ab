using System.Numerics;
using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>Jinja's tests: what may stand behind <c>is</c>.</summary>
internal static class TemplateTests
{
    private static readonly HashSet<string> Names =
    [
        "odd", "even", "divisibleby", "defined", "undefined", "filter", "test", "none", "boolean", "false", "true", "integer", "float", "lower", "upper", "string", "mapping", "number",
        "sequence", "iterable", "callable", "sameas", "escaped", "in", "==", "eq", "equalto", "!=", "ne", ">", "gt", "greaterthan", ">=", "ge", "<", "lt", "lessthan", "<=", "le",
    ];

    public static bool Has(string name) => Names.Contains(name);

    public static bool Holds(Meter meter, string name, object? value, CallArguments with)
    {
        meter.Step();
        switch (name)
        {
            case "divisibleby":
                return PythonEquality.AreEqual(meter, PythonOperators.Binary(meter, "%", value, with.Bind(name, 1, "num")[0]), 0L);
            case "sameas":
                return IsSame(value, with.Bind(name, 1, "other")[0]);
            case "in":
                return PythonValue.Contains(meter, with.Bind(name, 1, "seq")[0], value);
            case "==" or "eq" or "equalto":
                return PythonEquality.AreEqual(meter, value, with.Bind(name, 1, "/b")[0]);
            case "!=" or "ne":
                return !PythonEquality.AreEqual(meter, value, with.Bind(name, 1, "/b")[0]);
            case ">" or "gt" or "greaterthan":
                return PythonOrder.Holds(meter, ">", value, with.Bind(name, 1, "/b")[0]);
            case ">=" or "ge":
                return PythonOrder.Holds(meter, ">=", value, with.Bind(name, 1, "/b")[0]);
            case "<" or "lt" or "lessthan":
                return PythonOrder.Holds(meter, "<", value, with.Bind(name, 1, "/b")[0]);
            case "<=" or "le":
                return PythonOrder.Holds(meter, "<=", value, with.Bind(name, 1, "/b")[0]);
        }

        if (!Has(name)) throw new TemplateException($"No test named '{name}'.");
        with.Bind(name, 0);
        return name switch
        {
            "defined" => value is not Undefined,
            "undefined" => value is Undefined,
            "none" => value is null,
            "boolean" => value is bool,
            "true" => value is true,
            "false" => value is false,
            "integer" => value is long or BigInteger,
            "float" => value is double,
            "number" => PythonValue.IsNumber(value),
            "string" => value is string or MarkedText,
            "mapping" => value is PythonDict,
            "sequence" => value is string or MarkedText or List<object?> or PythonDict or PythonRange or Undefined,
            "iterable" => PythonValue.IsIterable(value),
            "callable" => value is PythonCallable { IsCallable: true } or Undefined,
            "even" => PythonEquality.AreEqual(meter, PythonOperators.Binary(meter, "%", value, 2L), 0L),
            "odd" => PythonEquality.AreEqual(meter, PythonOperators.Binary(meter, "%", value, 2L), 1L),
            "lower" => TextMethods.Answer(meter, PythonText.ToText(meter, value), "islower"),
            "upper" => TextMethods.Answer(meter, PythonText.ToText(meter, value), "isupper"),
            "escaped" => value is MarkedText,
            "filter" => value is string filter ? TemplateFilters.Has(filter) : Unhashable(meter, value),
            _ => value is string test ? Has(test) : Unhashable(meter, value),
        };
    }

    /// <summary>Names that are no text are no filters and tests; those without a hash are errors.</summary>
    private static bool Unhashable(Meter meter, object? value)
    {
        PythonEquality.Hash(meter, value);
        return false;
    }

    /// <summary>
    /// value is other. Which equal numbers and texts are one object is a detail of CPython that templates cannot rely on: refused where it would decide.
    /// </summary>
    private static bool IsSame(object? value, object? other)
    {
        if (ReferenceEquals(value, other)) return true;
        switch (value, other)
        {
            case (bool a, bool b):
                return a == b;
            case (long a, long b) when a == b:
                return a is >= -5 and <= 256 ? true : throw NotTold();
            case (BigInteger a, BigInteger b) when a == b:
            case (double c, double d) when c.Equals(d):
            case (string e, string f) when e == f:
            case (PythonTuple { Count: 0 }, PythonTuple { Count: 0 }):
                throw NotTold();
            default:
                return false;
        }
    }

    private static TemplateException NotTold() => new("sameas of two equal values is not supported: whether they are one object differs from Python to Python");
}
