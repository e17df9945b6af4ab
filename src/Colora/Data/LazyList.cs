using System.Collections;

namespace Colora.Data;

/// <summary>Values that are made when they are asked for.</summary>
/// <typeparam name="T">What they are.</typeparam>
/// <param name="count">How many.</param>
/// <param name="make">Makes the one of a number.</param>
internal sealed class LazyList<T>(int count, Func<int, T> make) : IReadOnlyList<T>
{
    /// <inheritdoc />
    public int Count => count;

    /// <inheritdoc />
    public T this[int index] => make(index);

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < count; i++) yield return make(i);
    }

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
