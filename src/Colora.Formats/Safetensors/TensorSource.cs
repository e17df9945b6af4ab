using System.Runtime.InteropServices;

namespace Colora.Formats.Safetensors;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Name in the header.</param>
/// <param name="Type">Number format of the bytes that <paramref name="Write"/> gives.</param>
/// <param name="Shape">Dimensions, row-major, outermost first; empty for a scalar.</param>
/// <param name="Write">Writes exactly product(shape) × element size bytes, little-endian; called once.</param>
public sealed record TensorSource(string Name, ElementType Type, IReadOnlyList<long> Shape, Action<Stream> Write)
{
    /// <summary>An F32 tensor from row-major values.</summary>
    public static TensorSource FromSingles(string name, IReadOnlyList<long> shape, float[] values) =>
        From(name, ElementType.Float32, shape, values);

    /// <summary>An F64 tensor from row-major values.</summary>
    public static TensorSource FromDoubles(string name, IReadOnlyList<long> shape, double[] values) =>
        From(name, ElementType.Float64, shape, values);

    /// <summary>An I64 tensor from row-major values.</summary>
    public static TensorSource FromInt64(string name, IReadOnlyList<long> shape, long[] values) =>
        From(name, ElementType.Int64, shape, values);

    private static TensorSource From<T>(string name, ElementType type, IReadOnlyList<long> shape, T[] values)
        where T : unmanaged
    {
        if (!TensorShape.TryByteCount(shape, 1, out var count) || count != values.Length)
        {
            throw new ArgumentException(
                $"tensor '{name}': {values.Length} values for shape {TensorShape.Text(shape)}", nameof(values));
        }

        return new TensorSource(name, type, shape, stream => WriteValues(stream, values));
    }

    private static void WriteValues<T>(Stream stream, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        const int Chunk = 1 << 20; // a span of bytes cannot exceed 2 GB
        for (; values.Length > Chunk; values = values[Chunk..]) stream.Write(MemoryMarshal.AsBytes(values[..Chunk]));
        stream.Write(MemoryMarshal.AsBytes(values));
    }
}
