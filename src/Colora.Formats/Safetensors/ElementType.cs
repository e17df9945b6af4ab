namespace Colora.Formats.Safetensors;

/// <summary>Number format of a stored tensor. All are little-endian in the file.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary64, "F64".</summary>
    Float64,

    /// <summary>IEEE 754 binary32, "F32".</summary>
    Float32,

    /// <summary>IEEE 754 binary16, "F16".</summary>
    Float16,

    /// <summary>The upper 16 bits of a binary32, "BF16".</summary>
    BFloat16,

    /// <summary>Signed 64-bit integer, "I64".</summary>
    Int64,

    /// <summary>Signed 32-bit integer, "I32".</summary>
    Int32,

    /// <summary>Signed 16-bit integer, "I16".</summary>
    Int16,

    /// <summary>Signed 8-bit integer, "I8".</summary>
    Int8,

    /// <summary>Unsigned 8-bit integer, "U8".</summary>
    UInt8,

    /// <summary>One byte, 0 or 1, "BOOL".</summary>
    Boolean,
}
