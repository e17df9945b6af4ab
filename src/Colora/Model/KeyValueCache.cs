using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>
/// Keys and values of the tokens seen so far, for all layers; room for a fixed number of tokens is taken at once.
/// </summary>
internal sealed class KeyValueCache : IKeyValueCache, IDisposable
{
    private readonly Tensor[] keys;
    private readonly Tensor[] values;
    private Tensor seen;

    /// <summary>Room for <paramref name="capacity"/> tokens of <paramref name="rows"/> rows.</summary>
    public KeyValueCache(CausalLM model, long rows, long capacity)
    {
        using var scope = NewDisposeScope();
        keys = new Tensor[model.Blueprint.Layers];
        values = new Tensor[model.Blueprint.Layers];
        for (var i = 0; i < keys.Length; i++)
        {
            var attention = model.Blueprint.Layer(i).Attention;
            long[] shape = [rows, attention.KeyValueHeads, capacity, attention.HeadDim];
            keys[i] = empty(shape, model.Type, model.Device).DetachFromDisposeScope();
            values[i] = empty(shape, model.Type, model.Device).DetachFromDisposeScope();
        }

        seen = zeros([rows, 0], ScalarType.Int64, model.Device).DetachFromDisposeScope();
        Capacity = capacity;
    }

    /// <summary>Tokens that fit.</summary>
    public long Capacity { get; }

    /// <inheritdoc />
    public long Length { get; private set; }

    /// <inheritdoc />
    public Tensor Seen => seen;

    /// <summary>Layers whose keys and values are held.</summary>
    internal int Layers => keys.Length;

    /// <summary>Keeps only the given rows, in that order (rows that are done make room).</summary>
    public void KeepRows(IReadOnlyList<long> rows)
    {
        using var scope = NewDisposeScope();
        var index = tensor(rows.ToArray(), ScalarType.Int64, seen.device);
        for (var i = 0; i < keys.Length; i++)
        {
            Replace(ref keys[i], keys[i].index_select(0, index));
            Replace(ref values[i], values[i].index_select(0, index));
        }

        Replace(ref seen, seen.index_select(0, index));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var tensor in keys) tensor.Dispose();
        foreach (var tensor in values) tensor.Dispose();
        seen.Dispose();
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">The tokens do not fit.</exception>
    public void Extend(Tensor mask)
    {
        if (Length + mask.size(1) > Capacity)
        {
            throw new InvalidOperationException($"the cache holds {Capacity} tokens; "
                + $"{Length + mask.size(1)} were asked for");
        }

        using var scope = NewDisposeScope();
        Replace(ref seen, cat([seen, mask], 1));
    }

    /// <inheritdoc />
    public (Tensor Key, Tensor Value) Append(int layer, Tensor key, Tensor value)
    {
        var tokens = key.size(2);
        using (NewDisposeScope())
        {
            keys[layer].narrow(2, Length, tokens).copy_(key);
            values[layer].narrow(2, Length, tokens).copy_(value);
        }

        return (keys[layer].narrow(2, 0, Length + tokens), values[layer].narrow(2, 0, Length + tokens));
    }

    /// <inheritdoc />
    public void Advance(long tokens) => Length += tokens;

    /// <summary>
    /// What is held of one layer, [rows, key/value heads, <see cref="Length"/>, d]; views into the cache.
    /// </summary>
    internal (Tensor Key, Tensor Value) Held(int layer) =>
        (keys[layer].narrow(2, 0, Length), values[layer].narrow(2, 0, Length));

    private static void Replace(ref Tensor place, Tensor by)
    {
        var old = place;
        place = by.DetachFromDisposeScope();
        old.Dispose();
    }
}
