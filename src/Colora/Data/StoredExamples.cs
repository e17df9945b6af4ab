using System.Collections;

namespace Colora.Data;

/// <summary>Examples that are made when they are asked for.</summary>
/// <param name="count">How many.</param>
/// <param name="make">Makes the one of a number.</param>
internal sealed class StoredExamples(int count, Func<int, Example> make) : IReadOnlyList<Example>
{
    /// <inheritdoc />
    public int Count => count;

    /// <inheritdoc />
    public Example this[int index] => make(index);

    /// <inheritdoc />
    public IEnumerator<Example> GetEnumerator()
    {
        for (var i = 0; i < count; i++) yield return make(i);
    }

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
