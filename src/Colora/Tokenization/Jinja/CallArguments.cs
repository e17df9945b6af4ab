namespace Colora.Tokenization.Jinja;

/// <summary>Arguments of a filter, test, method or function, by place or by name.</summary>
/// <param name="places">Positional arguments.</param>
/// <param name="names">Named arguments.</param>
internal sealed class CallArguments(List<object?> places, Dictionary<string, object?> names)
{
    public List<object?> Places => places;

    public Dictionary<string, object?> Names => names;

    public object? Get(int place, string name, object? otherwise = null) =>
        place < places.Count ? places[place] : names.TryGetValue(name, out var value) ? value : otherwise;

    public string Text(int place, string name, string otherwise) => PythonValue.ToText(Get(place, name, otherwise));

    public long Integer(int place, string name, long otherwise) => PythonValue.ToLong(Get(place, name, otherwise));

    public bool Flag(int place, string name, bool otherwise = false) => PythonValue.IsTrue(Get(place, name, otherwise));
}
