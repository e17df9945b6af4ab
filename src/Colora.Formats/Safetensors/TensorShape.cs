namespace Colora.Formats.Safetensors;

/// <summary>Sizes of shapes, checked against overflow.</summary>
internal static class TensorShape
{
    /// <summary>
    /// Product of <paramref name="shape"/> (1 for a scalar) times <paramref name="elementSize"/>; false on a negative
    /// dimension or past 2^63 − 1.
    /// </summary>
    public static bool TryByteCount(IReadOnlyList<long> shape, int elementSize, out long bytes)
    {
        // Int128: one product of two longs cannot overflow it, so each step is judged exactly.
        Int128 product = elementSize;
        var isEmpty = false;
        bytes = 0;
        foreach (var dimension in shape)
        {
            if (dimension < 0) return false;
            isEmpty |= dimension == 0;

            // A zero hides no other dimension: strides are made of them all.
            product *= Math.Max(1, dimension);
            if (product > long.MaxValue) return false;
        }

        bytes = isEmpty ? 0 : (long)product;
        return true;
    }

    public static string Text(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
}
