using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Colora.Formats.Safetensors;

/// <summary>Writes safetensors files; the same tensors and metadata give the same bytes.</summary>
public static class SafetensorsWriter
{
    private static readonly Dictionary<string, string> DefaultMetadata = new() { ["format"] = "pt" };

    // Names may hold any character; only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes <paramref name="path"/> atomically. The header lists the tensors in the given order and is padded with
    /// spaces to a multiple of 8; the data are contiguous in the same order, except that wider element types come first
    /// so that each tensor is aligned.
    /// </summary>
    /// <param name="path">File to write or replace.</param>
    /// <param name="tensors">Tensors with distinct names.</param>
    /// <param name="metadata">Strings of <c>__metadata__</c>, written sorted; default <c>{"format": "pt"}</c>; none if
    /// empty.</param>
    /// <exception cref="InputException">The path cannot be written.</exception>
    /// <exception cref="ArgumentException">A duplicate or reserved name, or an impossible shape.</exception>
    /// <exception cref="InvalidOperationException">A source wrote another number of bytes than its shape needs; no file
    /// is left.</exception>
    public static void Write(
        string path, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Readers view each tensor in place, which needs offsets divisible by the element size.
        var layout = tensors.OrderByDescending(t => t.Type.ByteSize()).ToList();
        var header = Header(tensors, Ranges(layout), metadata ?? DefaultMetadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[SafetensorsHeader.PrefixBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in layout) WriteData(stream, tensor);
        });
    }

    /// <summary>
    /// Bytes of the file that <see cref="Write"/> would write; nothing is written and no source is read.
    /// </summary>
    /// <param name="tensors">Tensors with distinct names.</param>
    /// <param name="metadata">As for <see cref="Write"/>.</param>
    /// <exception cref="ArgumentException">A duplicate or reserved name, or an impossible shape.</exception>
    public static long Measure(
        IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var layout = tensors.OrderByDescending(t => t.Type.ByteSize()).ToList();
        return SafetensorsHeader.PrefixBytes
            + Header(tensors, Ranges(layout), metadata ?? DefaultMetadata).Length + layout.Sum(ByteCount);
    }

    private static void WriteData(Stream stream, TensorSource tensor)
    {
        using var metered = new MeteredStream(stream, tensor.Name, ByteCount(tensor));
        tensor.Write(metered);
        metered.CheckComplete();
    }

    /// <summary>Begin and end of each tensor, relative to the end of the header.</summary>
    private static Dictionary<string, (long Begin, long End)> Ranges(IEnumerable<TensorSource> layout)
    {
        var ranges = new Dictionary<string, (long, long)>();
        var next = 0L;
        foreach (var tensor in layout)
        {
            var end = checked(next + ByteCount(tensor));
            if (tensor.Name == SafetensorsHeader.MetadataKey || !ranges.TryAdd(tensor.Name, (next, end)))
                throw new ArgumentException($"tensor name '{tensor.Name}' is reserved or given twice", nameof(layout));
            next = end;
        }

        return ranges;
    }

    private static byte[] Header(
        IReadOnlyList<TensorSource> tensors, Dictionary<string, (long Begin, long End)> ranges,
        IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            if (metadata.Count > 0) WriteMetadata(json, metadata);
            foreach (var tensor in tensors) WriteEntry(json, tensor, ranges[tensor.Name]);
            json.WriteEndObject();
        }

        var padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenCount <= SafetensorsHeader.LargestHeader
            ? buffer.WrittenSpan.ToArray()
            : throw new ArgumentException(
                $"the header would have {buffer.WrittenCount} bytes, at most {SafetensorsHeader.LargestHeader} are "
                    + $"allowed",
                nameof(tensors));
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach (var pair in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
            json.WriteString(pair.Key, pair.Value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorSource tensor, (long Begin, long End) range)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.FileName());
        json.WriteStartArray("shape");
        foreach (var dimension in tensor.Shape) json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(range.Begin);
        json.WriteNumberValue(range.End);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static long ByteCount(TensorSource tensor) =>
        TensorShape.TryByteCount(tensor.Shape, tensor.Type.ByteSize(), out var bytes)
            ? bytes
            : throw new ArgumentException(
                $"tensor '{tensor.Name}' has the impossible shape {TensorShape.Text(tensor.Shape)}", nameof(tensor));
}
