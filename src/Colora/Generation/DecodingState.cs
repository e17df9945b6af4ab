using Colora.Adapters;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Generation;

/// <summary>
/// Rows that are being continued: prompts padded on the left, one cache, one adaptation for the mixed users. Each call
/// is synchronous, so no tensor scope is ever held across a pause of the caller.
/// </summary>
internal sealed class DecodingState : IDisposable
{
    private readonly CausalLM model;
    private readonly IUserFactors? factors;
    private readonly KeyValueCache cache;
    private readonly IReadOnlyList<int[]> prompts;
    private int[] users;
    private long[] lengths;
    private long[]? last;

    /// <summary>Room for the prompts and <paramref name="maxNewTokens"/> more.</summary>
    /// <param name="model">The base.</param>
    /// <param name="factors">Factors of the users, or none for the base.</param>
    /// <param name="prompts">Tokens of each row's prompt; none empty.</param>
    /// <param name="users">User's number of each row.</param>
    /// <param name="maxNewTokens">Most tokens to follow.</param>
    public DecodingState(
        CausalLM model, IUserFactors? factors, IReadOnlyList<int[]> prompts, IReadOnlyList<int> users, int maxNewTokens)
    {
        if (prompts.Any(prompt => prompt.Length == 0))
            throw new ArgumentException("a prompt without tokens", nameof(prompts));
        this.model = model;
        this.factors = factors;
        this.prompts = prompts;
        this.users = [.. users];
        lengths = prompts.Select(prompt => (long)prompt.Length).ToArray();
        cache = new KeyValueCache(model, prompts.Count, prompts.Max(prompt => prompt.Length) + maxNewTokens);
    }

    /// <summary>Keys and values of what has been read.</summary>
    internal KeyValueCache Cache => cache;

    /// <summary>Scores of every row's next token, float32 [rows, vocabulary]; the caller owns the tensor.</summary>
    public Tensor NextLogits()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var adaptation = factors?.For(users);
        var hidden = last is null ? Prefill(adaptation) : Advance(adaptation);
        return model.Logits(hidden.select(1, hidden.size(1) - 1)).DetachFromDisposeScope();
    }

    /// <summary>Name of a row's user; null for the base.</summary>
    public string? NameOf(int row) => factors is null ? null : factors.Layout.Users[users[row]];

    /// <summary>Appends a token to every row.</summary>
    public void Accept(long[] tokens)
    {
        last = tokens;
        for (var i = 0; i < lengths.Length; i++) lengths[i]++;
    }

    /// <summary>Goes on with the given rows only.</summary>
    public void KeepRows(IReadOnlyList<int> rows)
    {
        cache.KeepRows(rows.Select(row => (long)row).ToArray());
        users = rows.Select(row => users[row]).ToArray();
        lengths = rows.Select(row => lengths[row]).ToArray();
        last = last is null ? null : rows.Select(row => last[row]).ToArray();
    }

    /// <inheritdoc />
    public void Dispose() => cache.Dispose();

    private Tensor Prefill(IAdaptation? adaptation)
    {
        int rows = prompts.Count, width = prompts.Max(prompt => prompt.Length);
        long[] ids = new long[rows * width], mask = new long[rows * width], positions = new long[rows * width];
        for (var row = 0; row < rows; row++)
        {
            var pad = width - prompts[row].Length;
            for (var t = pad; t < width; t++)
            {
                ids[row * width + t] = prompts[row][t - pad];
                mask[row * width + t] = 1;
                positions[row * width + t] = t - pad;
            }
        }

        return model.Hidden(On(ids, rows, width), On(mask, rows, width), On(positions, rows, width), adaptation, cache);
    }

    private Tensor Advance(IAdaptation? adaptation)
    {
        var ones = new long[last!.Length];
        Array.Fill(ones, 1);
        var positions = lengths.Select(length => length - 1).ToArray();
        return model.Hidden(
            On(last, last.Length, 1), On(ones, last.Length, 1), On(positions, last.Length, 1), adaptation, cache);
    }

    private Tensor On(long[] values, int rows, int columns) =>
        tensor(values, [rows, columns], ScalarType.Int64, model.Device);
}
