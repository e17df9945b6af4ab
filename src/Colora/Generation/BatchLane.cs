using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Generation;

/// <summary>
/// The rows in flight that share a forward pass: those of one set of adapters, or those of the bare base.
/// </summary>
/// <param name="model">The base.</param>
/// <param name="adapters">The adapters, which the rows hold; none for the base.</param>
/// <param name="mostRows">Most rows that may be in flight.</param>
internal sealed class BatchLane(CausalLM model, TenantAdapters? adapters, int mostRows) : IDisposable
{
    private readonly List<BatchRow> rows = [];
    private readonly KeyValueSlots cache = new(model, mostRows);

    /// <summary>The adapters; none for the base.</summary>
    public TenantAdapters? Adapters => adapters;

    /// <summary>The rows, in the order of the cache.</summary>
    public IReadOnlyList<BatchRow> Rows => rows;

    /// <summary>Tokens whose keys and values are held, padding counted.</summary>
    public long HeldTokens => cache.Rows * cache.Length;

    /// <summary>Reads the prompts of rows in a padded pass of their own, for <see cref="Join"/>.</summary>
    public DecodingState Read(IReadOnlyList<BatchRow> newcomers) =>
        new(
            model,
            adapters?.Factors,
            [.. newcomers.Select(row => row.Prompt)],
            [.. newcomers.Select(row => row.User)],
            maxNewTokens: 0);

    /// <summary>Lets rows whose prompts have been read go on with the others.</summary>
    public void Join(DecodingState read, IReadOnlyList<BatchRow> newcomers)
    {
        cache.Join(read.Cache);
        rows.AddRange(newcomers);
    }

    /// <summary>Scores of every row's next token, float32 [rows, vocabulary]; the caller owns the tensor.</summary>
    public Tensor NextLogits()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var adaptation = adapters?.Factors.For([.. rows.Select(row => row.User)]);
        var ids = Column(row => row.LastToken);
        var positions = Column(row => row.Length - 1);
        var hidden = model.Hidden(ids, ones_like(ids), positions, adaptation, cache);
        return model.Logits(hidden.select(1, 0)).DetachFromDisposeScope();
    }

    /// <summary>
    /// Frees the places of rows that have ended; the columns that only they needed are skipped from now on.
    /// </summary>
    public void Remove(IReadOnlySet<BatchRow> ended)
    {
        int[] places =
            [.. Enumerable.Range(0, rows.Count).Where(place => ended.Contains(rows[place])).OrderDescending()];
        cache.Remove(places);
        foreach (var place in places)
        {
            rows[place] = rows[^1];
            rows.RemoveAt(rows.Count - 1);
        }

        // The token made last is not in the cache yet.
        if (places.Length > 0 && rows.Count > 0) cache.KeepColumns(rows.Max(row => row.Length) - 1);
    }

    public void Dispose() => cache.Dispose();

    /// <summary>A number of every row, I64 [rows, 1].</summary>
    private Tensor Column(Func<BatchRow, long> number) =>
        tensor([.. rows.Select(number)], [rows.Count, 1], ScalarType.Int64, model.Device);
}
