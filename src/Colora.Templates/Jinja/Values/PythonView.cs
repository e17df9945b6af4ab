namespace Colora.Templates.Jinja.Values;

/// <summary>What keys(), values() and items() of a dictionary give.</summary>
/// <param name="Dict">The dictionary.</param>
/// <param name="Kind">keys, values or items.</param>
internal sealed record PythonView(PythonDict Dict, string Kind)
{
    public IEnumerable<object?> Items() => Kind switch
    {
        "keys" => Dict.Keys,
        "values" => Dict.Values,
        _ => Dict.Pairs.Select(pair => (object?)new PythonTuple([pair.Key, pair.Value])),
    };
}
