namespace Colora.Formats.Safetensors;

/// <summary>The name in the file and the size of each <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>All names that a file may use, for messages.</summary>
    internal static string Known { get; } = string.Join(", ", Enum.GetValues<ElementType>().Select(FileName));

    /// <summary>The <c>dtype</c> of the header: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.</summary>
    public static string FileName(this ElementType type) => type switch
    {
        ElementType.Float64 => "F64",
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Int64 => "I64",
        ElementType.Int32 => "I32",
        ElementType.Int16 => "I16",
        ElementType.Int8 => "I8",
        ElementType.UInt8 => "U8",
        ElementType.Boolean => "BOOL",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not an element type"),
    };

    /// <summary>Bytes of one element: 8, 4, 2 or 1.</summary>
    public static int ByteSize(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 => 2,
        ElementType.Int8 or ElementType.UInt8 or ElementType.Boolean => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not an element type"),
    };

    /// <summary>
    /// The type that a header calls <paramref name="fileName"/> (exact case); false if there is none.
    /// </summary>
    public static bool TryParse(string? fileName, out ElementType type)
    {
        foreach (var candidate in Enum.GetValues<ElementType>())
        {
            if (candidate.FileName() != fileName) continue;
            type = candidate;
            return true;
        }

        type = default;
        return false;
    }
}
