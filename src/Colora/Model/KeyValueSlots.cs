using System.Numerics;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>
/// Keys and values of rows that join and leave while others go on. All rows end in the same column, shorter ones are
/// padded on the left. A row that joins is written into a free place, the last row moves into the place of one that
/// leaves, and leading columns that are padding for all are skipped: what others hold is copied only when the rows or
/// the columns outgrow the room, which then grows by a share of itself.
/// </summary>
/// <remarks>
/// Each store is [row room, heads, column room, d]; held are rows 0 … <see cref="Rows"/> − 1 and columns first … end −
/// 1. The mask is a store of one head and d = 1, so that it moves as keys and values do. Padding is written as 0: what
/// lies there is masked, but a NaN would outlive the mask.
/// </remarks>
internal sealed class KeyValueSlots : IKeyValueCache, IDisposable
{
    private const long FewestSpareColumns = 64;

    private readonly CausalLM model;
    private readonly long mostRows;
    private readonly Tensor?[] stores;
    private long rowRoom;
    private long columnRoom;
    private long first;
    private long end;
    private long noted;

    /// <summary>Without rows; room is taken when they join.</summary>
    /// <param name="model">The model whose keys and values are held.</param>
    /// <param name="mostRows">Most rows that will be held at once.</param>
    public KeyValueSlots(CausalLM model, long mostRows)
    {
        this.model = model;
        this.mostRows = mostRows;
        stores = new Tensor?[2 * model.Blueprint.Layers + 1];
    }

    /// <summary>Rows held.</summary>
    public long Rows { get; private set; }

    /// <inheritdoc />
    public long Length => end - first;

    /// <inheritdoc />
    public Tensor Seen => Window(stores[^1]!, 0, Rows, first, Length + noted).select(3, 0).select(1, 0);

    /// <summary>Adds the rows of another cache below those held; its last column becomes theirs.</summary>
    /// <param name="cache">Rows that were read apart, for example in a padded pass over their prompts.</param>
    public void Join(KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        long rows = cache.Seen.size(0), width = Math.Max(Length, cache.Length);
        Require(Rows + rows, width, 0);
        var (start, padding) = (end - width, width - cache.Length);
        for (var i = 0; i < stores.Length; i++)
        {
            Clear(stores[i]!, 0, Rows, start, first - start);
            Clear(stores[i]!, Rows, rows, start, padding);
            Window(stores[i]!, Rows, rows, start + padding, cache.Length).copy_(Incoming(cache, i));
        }

        first = start;
        Rows += rows;
    }

    /// <summary>Frees rows: for each of them, from the highest down, the last row takes its place.</summary>
    /// <param name="rows">Their places.</param>
    public void Remove(IEnumerable<int> rows)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var row in rows.OrderDescending())
        {
            Rows--;
            if (row == Rows) continue;
            foreach (var store in stores)
                Window(store!, row, 1, first, Length).copy_(Window(store!, Rows, 1, first, Length));
        }

        if (Rows == 0) first = end;
    }

    /// <summary>
    /// Skips the columns before the last <paramref name="columns"/>, which are padding for every row.
    /// </summary>
    public void KeepColumns(long columns) => first = Math.Max(first, end - columns);

    /// <inheritdoc />
    public void Extend(Tensor mask)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        noted = mask.size(1);
        Require(Rows, Length, noted);
        Window(stores[^1]!, 0, Rows, end, noted).copy_(mask.view(Rows, 1, noted, 1));
    }

    /// <inheritdoc />
    public (Tensor Key, Tensor Value) Append(int layer, Tensor key, Tensor value) =>
        (Append(stores[2 * layer]!, key), Append(stores[2 * layer + 1]!, value));

    /// <inheritdoc />
    public void Advance(long tokens)
    {
        end += tokens;
        noted = 0;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var store in stores) store?.Dispose();
    }

    private static Tensor Window(Tensor store, long row, long rows, long column, long columns) =>
        store.narrow(0, row, rows).narrow(2, column, columns);

    private static void Clear(Tensor store, long row, long rows, long column, long columns)
    {
        if (rows > 0 && columns > 0) Window(store, row, rows, column, columns).zero_();
    }

    private static Tensor Incoming(KeyValueCache cache, int store)
    {
        var layer = store / 2;
        if (layer == cache.Layers) return cache.Seen.unsqueeze(1).unsqueeze(3);
        var (key, value) = cache.Held(layer);
        return store % 2 == 0 ? key : value;
    }

    private Tensor Append(Tensor store, Tensor added)
    {
        var tokens = added.size(2);
        using (NewDisposeScope()) Window(store, 0, Rows, end, tokens).copy_(added);
        return Window(store, 0, Rows, first, Length + tokens);
    }

    /// <summary>
    /// Makes sure that so many rows fit, so many columns up to the end, and so many after it; else moves everything.
    /// </summary>
    private void Require(long rows, long width, long more)
    {
        if (rows <= rowRoom && width <= end && end + more <= columnRoom) return;
        rowRoom = Math.Max(rows, Math.Min(mostRows, (long)BitOperations.RoundUpToPowerOf2((ulong)rows)));
        columnRoom = width + more + Math.Max(FewestSpareColumns, width / 2);
        for (var i = 0; i < stores.Length; i++) stores[i] = Moved(i, width);
        (first, end) = (width - Length, width);
    }

    /// <summary>
    /// A store of the new room, what is held ending in column <paramref name="width"/>; the old one is freed.
    /// </summary>
    private Tensor Moved(int store, long width)
    {
        using var scope = NewDisposeScope();
        var moved = store < stores.Length - 1
            ? Empty(model.Blueprint.Layer(store / 2).Attention)
            : empty([rowRoom, 1, columnRoom, 1], ScalarType.Int64, model.Device);
        if (stores[store] is { } old)
        {
            if (Rows > 0 && Length > 0)
                Window(moved, 0, Rows, width - Length, Length).copy_(Window(old, 0, Rows, first, Length));
            old.Dispose();
        }

        return moved.DetachFromDisposeScope();
    }

    private Tensor Empty(AttentionBlueprint attention) =>
        empty([rowRoom, attention.KeyValueHeads, columnRoom, attention.HeadDim], model.Type, model.Device);
}
