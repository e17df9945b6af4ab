using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>
/// Which keys a query may see: real ones at or before its own place, and of those the last few where there is a window.
/// </summary>
/// <param name="Window">How many real tokens a query sees, itself and those before it; null = all.</param>
internal sealed record AttentionMask(int? Window)
{
    /// <summary>
    /// seen I64 [rows, keys] (1 real), queries = the last <paramref name="tokens"/> keys → [rows, 1, tokens, keys], 0
    /// or the smallest finite number: a query that may see nothing (left padding) stays finite.
    /// </summary>
    public Tensor Of(Tensor seen, long tokens, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var keys = seen.size(1);
        var causal = ones([tokens, keys], ScalarType.Bool, seen.device).tril(keys - tokens);
        var allowed = causal.unsqueeze(0).logical_and(seen.unsqueeze(1).ne(Constant.Of(0L)));
        if (Window < keys) allowed = allowed.logical_and(Near(seen, tokens, Window.Value));
        allowed = allowed.unsqueeze(1);
        var smallest = finfo(type == ScalarType.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32).min;
        return zeros(allowed.shape, ScalarType.Float32, seen.device)
            .masked_fill_(allowed.logical_not(), Constant.Of(smallest))
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Keys fewer than <paramref name="window"/> places before the query, bool [rows, tokens, keys]. Places are counted
    /// in real tokens, so that padding takes none of the window wherever it lies.
    /// </summary>
    private static Tensor Near(Tensor seen, long tokens, int window)
    {
        var places = seen.cumsum(1, ScalarType.Int32);
        var queries = places.narrow(1, places.size(1) - tokens, tokens);
        return (queries.unsqueeze(2) - places.unsqueeze(1)).lt(Constant.Of((long)window));
    }
}
