namespace Colora.Formats.Safetensors;

/// <summary>Where one tensor lies in a file.</summary>
/// <param name="Name">Name in the header.</param>
/// <param name="Type">Number format.</param>
/// <param name="Shape">Dimensions, row-major, outermost first; empty for a scalar.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="ByteCount">Bytes: element count times element size.</param>
public sealed record TensorEntry(string Name, ElementType Type, IReadOnlyList<long> Shape, long Offset, long ByteCount)
{
    /// <summary>Number of elements: the product of the shape, 1 for a scalar.</summary>
    public long ElementCount => ByteCount / Type.ByteSize();
}
