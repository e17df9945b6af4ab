namespace Colora.Tokenization.Jinja;

/// <summary>What <c>loop</c> tells inside a for.</summary>
/// <param name="items">All items of the loop.</param>
/// <param name="level">Depth of recursion, from 0.</param>
internal sealed class LoopState(List<object?> items, int level)
{
    private object? lastChanged = new();

    /// <summary>The object at item <paramref name="i"/>; <paramref name="recurse"/> where the loop may call itself.</summary>
    public object At(int i, Func<object?, string>? recurse)
    {
        var values = new PythonDict
        {
            ["index"] = i + 1L,
            ["index0"] = (long)i,
            ["revindex"] = (long)items.Count - i,
            ["revindex0"] = items.Count - i - 1L,
            ["first"] = i == 0,
            ["last"] = i == items.Count - 1,
            ["length"] = (long)items.Count,
            ["previtem"] = i > 0 ? items[i - 1] : new Undefined("previtem"),
            ["nextitem"] = i + 1 < items.Count ? items[i + 1] : new Undefined("nextitem"),
            ["depth"] = level + 1L,
            ["depth0"] = (long)level,
            ["cycle"] = (JinjaFunction)((places, _) => places[i % places.Count]),
            ["changed"] = (JinjaFunction)((places, _) => Changed(new PythonTuple(places))),
        };
        // A recursive loop is used as a function; templates that also ask it for its index are not met.
        return recurse is null ? values : (JinjaFunction)((places, _) => recurse(places[0]));
    }

    private bool Changed(PythonTuple now)
    {
        var changed = lastChanged is not PythonTuple before || !PythonValue.AreEqual(before, now);
        lastChanged = now;
        return changed;
    }
}
