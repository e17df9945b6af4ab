namespace Colora.Tokenization.Jinja;

/// <summary>Jinja's tests: what may stand behind <c>is</c>.</summary>
internal static class TemplateTests
{
    public static bool Holds(string name, object? value, List<object?> arguments) => name switch
    {
        "defined" => value is not Undefined,
        "undefined" => value is Undefined,
        "none" => value is null,
        "boolean" => value is bool,
        "true" => value is true,
        "false" => value is false,
        "integer" => value is long,
        "float" => value is double,
        "number" => PythonValue.IsNumber(value),
        "string" => value is string,
        "mapping" => value is PythonDict,
        "sequence" => value is string or List<object?> or PythonDict,
        "iterable" => value is string or List<object?> or PythonDict or Undefined,
        "callable" => value is JinjaFunction,
        "even" => PythonValue.ToLong(value) % 2 == 0,
        "odd" => PythonValue.ToLong(value) % 2 != 0,
        "divisibleby" => PythonValue.ToLong(value) % PythonValue.ToLong(arguments[0]) == 0,
        "eq" or "equalto" or "==" => PythonValue.AreEqual(value, arguments[0]),
        "ne" or "!=" => !PythonValue.AreEqual(value, arguments[0]),
        "lt" or "lessthan" or "<" => PythonValue.Compare(value, arguments[0]) < 0,
        "le" or "<=" => PythonValue.Compare(value, arguments[0]) <= 0,
        "gt" or "greaterthan" or ">" => PythonValue.Compare(value, arguments[0]) > 0,
        "ge" or ">=" => PythonValue.Compare(value, arguments[0]) >= 0,
        "in" => PythonValue.Contains(arguments[0], value),
        "lower" => value is string text && text == text.ToLowerInvariant() && text != text.ToUpperInvariant(),
        "upper" => value is string text && text == text.ToUpperInvariant() && text != text.ToLowerInvariant(),
        "sameas" => value is null ? arguments[0] is null : value is bool or long ? value.Equals(arguments[0]) : ReferenceEquals(value, arguments[0]),
        "escaped" => false,
        "filter" or "test" => true,
        _ => throw new JinjaException($"No test named '{name}'."),
    };
}
