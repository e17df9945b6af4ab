namespace Colora.Templates.Jinja.Values;

/// <summary>Methods of lists and tuples.</summary>
internal static class ListMethods
{
    public static object? Find(List<object?> list, string name) => name switch
    {
        "count" => new BuiltIn(name, (meter, with) => Count(meter, list, with.Bind(name, 1, "/value")[0])),
        "index" => new BuiltIn(name, (meter, with) => Index(meter, list, with.Bind(name, 1, "/value", "/start", "/stop"))),
        "grouper" when list is PythonTuple { IsGroup: true } => list[0],
        "list" when list is PythonTuple { IsGroup: true } => list[1],
        _ when list is PythonTuple => null,
        "copy" => new BuiltIn(name, (meter, with) => with.Bind(name, 0) is var _ ? PythonValue.ToList(meter, list) : null),
        "append" or "extend" or "insert" or "pop" or "remove" or "clear" or "sort" or "reverse" => PythonMembers.Unsafe(list, name),
        _ => null,
    };

    private static long Count(Meter meter, List<object?> list, object? item)
    {
        long count = 0;
        foreach (var other in PythonValue.Iterate(meter, list))
            if (PythonEquality.Same(meter, other, item)) count++;
        return count;
    }

    private static long Index(Meter meter, List<object?> list, CallArguments.Bound with)
    {
        long Place(int argument, long otherwise) => with.Index(argument, otherwise) is var given && given < 0 ? Math.Max(0, given + list.Count) : given;
        var end = Math.Min(Place(2, list.Count), list.Count);
        for (var i = Place(1, 0); i < end; i++)
        {
            meter.Step();
            if (PythonEquality.Same(meter, list[(int)i], with[0])) return i;
        }

        throw new TemplateException($"{PythonText.Represent(meter, with[0])} is not in {PythonValue.TypeName(list)}");
    }
}
