namespace Colora.Templates.Jinja.Values;

/// <summary>An iterator: its items are made as they are asked for, and once only.</summary>
/// <param name="meter">The meter of the rendering.</param>
/// <param name="items">Its items.</param>
internal sealed class PythonIterator(Meter meter, IEnumerable<object?> items)
{
    private readonly IEnumerator<object?> source = items.GetEnumerator();

    public object? Current { get; private set; }

    /// <summary>Goes to the next item. Iterators over iterators over … count as depth.</summary>
    public bool MoveNext()
    {
        meter.Step();
        meter.Enter();
        var moved = source.MoveNext();
        meter.Leave();
        Current = moved ? source.Current : null;
        return moved;
    }

    public IEnumerable<object?> Rest()
    {
        while (MoveNext()) yield return Current;
    }
}
