using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>Which keys a query may see: real ones at or before its own place.</summary>
internal static class AttentionMask
{
    /// <summary>
    /// seen I64 [rows, keys] (1 real), queries = the last <paramref name="tokens"/> keys → [rows, 1, tokens, keys], 0 or the smallest
    /// finite number: a query that may see nothing (left padding) stays finite.
    /// </summary>
    public static Tensor Of(Tensor seen, long tokens, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var keys = seen.size(1);
        var causal = ones([tokens, keys], ScalarType.Bool, seen.device).tril(keys - tokens);
        var allowed = causal.unsqueeze(0).logical_and(seen.unsqueeze(1).ne(Constant.Of(0L))).unsqueeze(1);
        var smallest = finfo(type == ScalarType.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32).min;
        return zeros(allowed.shape, ScalarType.Float32, seen.device).masked_fill_(allowed.logical_not(), Constant.Of(smallest)).MoveToOuterDisposeScope();
    }
}
