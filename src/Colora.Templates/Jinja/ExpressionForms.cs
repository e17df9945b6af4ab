using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>What expressions over others do.</summary>
internal static class ExpressionForms
{
    /// <summary>a &lt; b &lt; c …, each asked for once.</summary>
    public static Expression Comparison(Expression first, List<(string Op, Expression Value)> rest, int line) => new(scope =>
    {
        var left = first.Evaluate(scope);
        foreach (var (op, value) in rest)
        {
            var right = value.Evaluate(scope);
            if (!Holds(scope.Meter, op, left, right)) return false;
            left = right;
        }

        return true;
    }, line, [first, .. rest.Select(pair => pair.Value)]);

    public static Expression Binary(string op, Expression a, Expression b, int line) => new(scope =>
    {
        var left = a.Evaluate(scope);
        return PythonOperators.Binary(scope.Meter, op, left, b.Evaluate(scope));
    }, line, a, b);

    public static Expression Concatenation(List<Expression> parts, int line) => new(scope =>
    {
        var text = new TextBuilder(scope.Meter);
        foreach (var part in parts) text.Append(PythonText.ToText(scope.Meter, part.Evaluate(scope)));
        return text.ToString();
    }, line, [.. parts]);

    public static Expression List(List<Expression> items, int line) => new(scope => Evaluated(scope, items), line, [.. items]);

    public static Expression Tuple(List<Expression> items, int line) => new(scope => new PythonTuple(Evaluated(scope, items)), line, [.. items]);

    public static Expression Dict(List<(Expression Key, Expression Value)> pairs, int line) => new(scope =>
    {
        var dict = new PythonDict(scope.Meter);
        foreach (var (key, value) in pairs)
        {
            var name = key.Evaluate(scope);
            dict.Put(name, value.Evaluate(scope));
        }

        return dict;
    }, line, [.. pairs.Select(pair => pair.Key), .. pairs.Select(pair => pair.Value)]);

    public static Expression Subscript(Expression of, Expression key, int line) => new(scope =>
    {
        var value = of.Evaluate(scope);
        return PythonMembers.Item(scope.Meter, value, key.Evaluate(scope));
    }, line, of, key);

    /// <summary>of[from:to:by]; what is missing is none.</summary>
    public static Expression Slice(Expression of, Expression?[] parts, int line) => new(scope =>
    {
        var value = of.Evaluate(scope);
        var (from, to, by) = (parts[0]?.Evaluate(scope), parts[1]?.Evaluate(scope), parts[2]?.Evaluate(scope));
        return PythonSlice.Of(scope.Meter, value, from, to, by);
    }, line, of, parts[0], parts[1], parts[2]);

    private static List<object?> Evaluated(RenderScope scope, List<Expression> items)
    {
        var list = new List<object?>();
        foreach (var item in items) PythonValue.Add(scope.Meter, list, item.Evaluate(scope));
        return list;
    }

    private static bool Holds(Meter meter, string op, object? a, object? b) => op switch
    {
        "==" => PythonEquality.AreEqual(meter, a, b),
        "!=" => !PythonEquality.AreEqual(meter, a, b),
        "in" => PythonValue.Contains(meter, b, a),
        "not in" => !PythonValue.Contains(meter, b, a),
        _ => PythonOrder.Holds(meter, op, a, b),
    };
}
