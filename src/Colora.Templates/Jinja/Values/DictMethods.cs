namespace Colora.Templates.Jinja.Values;

/// <summary>Methods of dictionaries.</summary>
internal static class DictMethods
{
    public static object? Find(PythonDict dict, string name) => name switch
    {
        "items" or "keys" or "values" => new BuiltIn(name, (_, with) => with.Bind(name, 0) is var _ ? new PythonView(dict, name) : null),
        "get" => new BuiltIn(name, (_, with) => with.Bind(name, 1, "/key", "/default") is var given && dict.TryFind(given[0], out var value) ? value : given.Or(1, null)),
        "copy" => new BuiltIn(name, (meter, with) => with.Bind(name, 0) is var _ ? Copy(meter, dict) : null),
        "update" or "pop" or "clear" or "setdefault" or "popitem" => PythonMembers.Unsafe(dict, name),
        "fromkeys" => PythonMembers.NotSupported(name),
        _ => null,
    };

    public static PythonDict Copy(Meter meter, PythonDict dict)
    {
        var copy = new PythonDict(meter);
        foreach (var (key, value) in dict.Pairs) copy.Put(key, value);
        return copy;
    }
}
