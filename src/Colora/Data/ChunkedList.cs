using System.Collections;

namespace Colora.Data;

/// <summary>A list that grows without being copied, so that it never takes twice its size.</summary>
/// <typeparam name="T">What it holds.</typeparam>
internal sealed class ChunkedList<T> : IReadOnlyList<T>
{
    private const int ChunkSize = 1024, FirstSize = 16;

    private readonly List<T[]> chunks = [];

    /// <inheritdoc />
    public int Count { get; private set; }

    /// <inheritdoc />
    public T this[int index] => chunks[index / ChunkSize][index % ChunkSize];

    /// <summary>Adds at the end. The first chunk grows: thousands of users may have a few rows each.</summary>
    public void Add(T item)
    {
        var place = Count % ChunkSize;
        if (place == 0) chunks.Add(new T[Count == 0 ? FirstSize : ChunkSize]);
        var chunk = chunks[^1];
        if (place == chunk.Length) Array.Resize(ref chunk, 2 * chunk.Length);
        chunk[place] = item;
        chunks[^1] = chunk;
        Count++;
    }

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
