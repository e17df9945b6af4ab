using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Colora.Formats.Safetensors;

/// <summary>
/// A safetensors file opened for reading (format: <c>SAFETENSORS.md</c>, after
/// https://github.com/huggingface/safetensors). The header is checked as a whole on opening; tensors are read on
/// demand. Reads are thread-safe and may exceed 2 GB.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>Elements converted at a time; keeps the temporary buffer at 8 MB or less.</summary>
    private const int ChunkElements = 1 << 20;

    private readonly SafeFileHandle handle;

    private SafetensorsFile(string path, SafeFileHandle handle, SafetensorsHeader header)
    {
        Path = path;
        this.handle = handle;
        Metadata = header.Metadata;
        Tensors = header.Tensors;
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>The strings of <c>__metadata__</c>; empty if there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>All tensors by name, enumerated in the order of the header.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>The tensor called <paramref name="name"/>.</summary>
    /// <exception cref="InputException">There is none in this file.</exception>
    public TensorEntry this[string name] => Tensors.TryGetValue(name, out var entry)
        ? entry
        : throw new InputException(Path, $"no tensor {Quoted.Text(name)} among {Tensors.Count}");

    /// <summary>Opens and checks a file. At most the header (100 MB) is read.</summary>
    /// <exception cref="InputException">Unreadable, cut off, or against the format; the line names the
    /// tensor.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
            var file = new SafetensorsFile(path, handle, ReadHeader(path, handle));
            handle = null;
            return file;
        }
        catch (Exception e) when (Unreadable.Covers(e))
        {
            throw Unreadable.File(path, e);
        }
        finally
        {
            handle?.Dispose();
        }
    }

    /// <summary>
    /// Reads the whole tensor; <paramref name="destination"/> has exactly its <see cref="TensorEntry.ByteCount"/>.
    /// </summary>
    /// <exception cref="InputException">The file can no longer be read.</exception>
    public void Read(TensorEntry entry, Span<byte> destination)
    {
        if (destination.Length != entry.ByteCount)
        {
            throw new ArgumentException(
                $"{destination.Length} bytes for a tensor of {entry.ByteCount}", nameof(destination));
        }

        Read(entry, 0, destination);
    }

    /// <summary>
    /// Reads part of a tensor: <paramref name="destination"/> is filled from <paramref name="byteOffset"/> bytes after
    /// its start.
    /// </summary>
    /// <exception cref="InputException">The file can no longer be read.</exception>
    public void Read(TensorEntry entry, long byteOffset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteOffset, entry.ByteCount - destination.Length);
        try
        {
            Fill(Path, handle, entry.Offset + byteOffset, destination);
        }
        catch (Exception e) when (Unreadable.Covers(e))
        {
            throw Unreadable.File(Path, e);
        }
    }

    /// <summary>Values of an F32, F16 or BF16 tensor, row-major; the 16-bit ones widened (exact).</summary>
    /// <exception cref="InputException">No such tensor, another type, or more elements than an array can
    /// hold.</exception>
    public float[] ReadSingles(string name)
    {
        var entry = this[name];
        return entry.Type switch
        {
            ElementType.Float32 => ReadAs<float, float>(entry, x => x),
            ElementType.Float16 => ReadAs<Half, float>(entry, x => (float)x),
            ElementType.BFloat16 => ReadAs<ushort, float>(entry, Widen),
            _ => throw WrongType(entry, "F32, F16 or BF16"),
        };
    }

    /// <summary>Values of an F64, F32, F16 or BF16 tensor, row-major; narrower ones widened (exact).</summary>
    /// <exception cref="InputException">No such tensor, another type, or more elements than an array can
    /// hold.</exception>
    public double[] ReadDoubles(string name)
    {
        var entry = this[name];
        return entry.Type switch
        {
            ElementType.Float64 => ReadAs<double, double>(entry, x => x),
            ElementType.Float32 => ReadAs<float, double>(entry, x => x),
            ElementType.Float16 => ReadAs<Half, double>(entry, x => (double)x),
            ElementType.BFloat16 => ReadAs<ushort, double>(entry, x => Widen(x)),
            _ => throw WrongType(entry, "F64, F32, F16 or BF16"),
        };
    }

    /// <summary>
    /// Values of an integer (I64, I32, I16, I8, U8) or BOOL tensor, row-major; a BOOL is 0 or 1 as stored.
    /// </summary>
    /// <exception cref="InputException">No such tensor, another type, or more elements than an array can
    /// hold.</exception>
    public long[] ReadInt64(string name)
    {
        var entry = this[name];
        return entry.Type switch
        {
            ElementType.Int64 => ReadAs<long, long>(entry, x => x),
            ElementType.Int32 => ReadAs<int, long>(entry, x => x),
            ElementType.Int16 => ReadAs<short, long>(entry, x => x),
            ElementType.Int8 => ReadAs<sbyte, long>(entry, x => x),
            ElementType.UInt8 or ElementType.Boolean => ReadAs<byte, long>(entry, x => x),
            _ => throw WrongType(entry, "I64, I32, I16, I8, U8 or BOOL"),
        };
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => handle.Dispose();

    private static SafetensorsHeader ReadHeader(string path, SafeFileHandle handle)
    {
        var length = RandomAccess.GetLength(handle);
        if (length < SafetensorsHeader.PrefixBytes)
        {
            throw new InputException(
                path, $"{length} bytes", "at least 8 (the header length)", "not a safetensors file, or cut off");
        }

        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixBytes];
        Fill(path, handle, 0, prefix);
        Span<byte> head = stackalloc byte[(int)Math.Min(length, GitLfsPointer.Length)];
        Fill(path, handle, 0, head);
        GitLfsPointer.Refuse(path, head);
        var json =
            new byte[SafetensorsHeader.CheckLength(path, BinaryPrimitives.ReadUInt64LittleEndian(prefix), length)];
        Fill(path, handle, SafetensorsHeader.PrefixBytes, json);
        return SafetensorsHeader.Parse(path, json, length);
    }

    private static void Fill(string path, SafeFileHandle handle, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(handle, destination, offset);
            if (read == 0)
            {
                throw new InputException(
                    path, "the file became shorter while it was read", "", "do not write a file in use");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    // The file is little-endian, as is every platform .NET 10 runs torch on: bytes are reinterpreted, not swapped.
    private TTo[] ReadAs<TFrom, TTo>(TensorEntry entry, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
    {
        if (entry.ElementCount > Array.MaxLength)
        {
            throw new InputException(
                Path, $"tensor {Quoted.Text(entry.Name)} has {entry.ElementCount} elements",
                $"at most {Array.MaxLength} to be read as one array");
        }

        var result = new TTo[entry.ElementCount];
        var chunk = new TFrom[Math.Min(ChunkElements, result.Length)];
        for (var start = 0; start < result.Length; start += ChunkElements)
        {
            var part = chunk.AsSpan(0, Math.Min(ChunkElements, result.Length - start));
            Read(entry, (long)start * entry.Type.ByteSize(), MemoryMarshal.AsBytes(part));
            for (var i = 0; i < part.Length; i++) result[start + i] = convert(part[i]);
        }

        return result;
    }

    private static float Widen(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private InputException WrongType(TensorEntry entry, string expected) =>
        new(Path, $"tensor {Quoted.Text(entry.Name)} is {entry.Type.FileName()}", expected);
}
