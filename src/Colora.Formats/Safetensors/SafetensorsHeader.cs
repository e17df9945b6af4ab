using System.Text.Json;

namespace Colora.Formats.Safetensors;

/// <summary>
/// The JSON header, checked against the length of the file before any tensor is read. Rules: <c>SAFETENSORS.md</c>.
/// </summary>
internal sealed class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";
    public const long LargestHeader = 100_000_000;
    public const int PrefixBytes = 8;

    // What is kept of a header takes a few times its own size: it must not be what fills the memory.
    private const long LargestUsualHeader = 8 << 20, LeastDataPerHeader = 4;
    private const int MostDimensions = 32;

    private readonly string path;
    private readonly long dataStart;
    private readonly long dataLength;
    private readonly Dictionary<string, string> metadata = [];
    private readonly OrderedDictionary<string, TensorEntry> tensors = [];

    private SafetensorsHeader(string path, long dataStart, long dataLength)
    {
        this.path = path;
        this.dataStart = dataStart;
        this.dataLength = dataLength;
    }

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    public IReadOnlyDictionary<string, TensorEntry> Tensors => tensors;

    /// <summary>Checks the length that the first 8 bytes claim; to be called before the header is allocated.</summary>
    public static int CheckLength(string path, ulong claimed, long fileLength)
    {
        if (claimed > LargestHeader)
        {
            throw new InputException(
                path, $"the header claims {claimed} bytes", $"at most {LargestHeader}",
                "not a safetensors file, or damaged");
        }

        if ((long)claimed > fileLength - PrefixBytes)
        {
            throw new InputException(
                path, $"the header claims {claimed} bytes but {fileLength - PrefixBytes} follow", "the whole header",
                "the file is cut off or no safetensors file");
        }

        if (claimed > LargestUsualHeader
            && (long)claimed > (fileLength - PrefixBytes - (long)claimed) / LeastDataPerHeader)
        {
            throw new InputException(
                path, $"a header of {claimed} bytes for {fileLength - PrefixBytes - (long)claimed} bytes of data",
                $"at most {LargestUsualHeader} bytes, or a part in {LeastDataPerHeader} of the data",
                "not a safetensors file of tensors, or damaged");
        }

        return (int)claimed;
    }

    /// <summary>
    /// Parses and checks <paramref name="json"/>, the header of a file of <paramref name="fileLength"/> bytes.
    /// </summary>
    public static SafetensorsHeader Parse(string path, ReadOnlyMemory<byte> json, long fileLength)
    {
        if (json.Length == 0 || json.Span[0] != '{')
        {
            throw new InputException(
                path, "the header does not begin with '{'", "a JSON object", "not a safetensors file, or damaged");
        }

        var dataStart = PrefixBytes + (long)json.Length;
        var header = new SafetensorsHeader(path, dataStart, fileLength - dataStart);
        foreach (var property in JsonText.ParseObject(json, path, firstLine: null).EnumerateObject())
        {
            if (property.Name == MetadataKey) header.ReadMetadata(property.Value);
            else header.tensors.Add(property.Name, header.ReadEntry(property.Name, property.Value));
        }

        header.CheckCoverage();
        return header;
    }

    private void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return;
        if (value.ValueKind != JsonValueKind.Object)
            throw new InputException(path, $"{MetadataKey} is {JsonText.Kind(value)}", "an object of strings");
        foreach (var pair in value.EnumerateObject())
        {
            if (pair.Value.ValueKind != JsonValueKind.String)
            {
                throw new InputException(
                    path, $"{MetadataKey} {Quoted.Text(pair.Name)} is {JsonText.Kind(pair.Value)}", "a string");
            }

            metadata.Add(pair.Name, pair.Value.GetString()!);
        }
    }

    private TensorEntry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Bad(name, $"is {JsonText.Kind(value)}", "an object with dtype, shape, data_offsets");
        var type = ReadType(name, Required(name, value, "dtype"));
        var shape = ReadNumbers(name, "shape", Required(name, value, "shape"));
        if (shape.Length > MostDimensions)
            throw Bad(name, $"has {shape.Length} dimensions", $"at most {MostDimensions}");
        var (begin, end) = ReadOffsets(name, value);
        if (!TensorShape.TryByteCount(shape, type.ByteSize(), out var bytes))
            throw Bad(name, $"has shape {TensorShape.Text(shape)}", "fewer than 2^63 bytes");
        if (bytes == end - begin)
            return new TensorEntry(name, type, Array.AsReadOnly(shape), dataStart + begin, bytes);
        throw Bad(
            name, $"has {end - begin} bytes", $"{bytes} for {type.FileName()} of shape {TensorShape.Text(shape)}");
    }

    private (long Begin, long End) ReadOffsets(string name, JsonElement value)
    {
        var offsets = ReadNumbers(name, "data_offsets", Required(name, value, "data_offsets"));
        if (offsets.Length != 2) throw Bad(name, $"has {offsets.Length} data_offsets", "2 (begin and end)");
        var (begin, end) = (offsets[0], offsets[1]);
        if (begin > end) throw Bad(name, $"has data_offsets {TensorShape.Text(offsets)}", "begin <= end");
        if (end <= dataLength) return (begin, end);
        throw Bad(
            name, $"ends at byte {end} of the data but there are {dataLength}", "an end inside the file",
            "the file is cut off");
    }

    private ElementType ReadType(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && ElementTypes.TryParse(value.GetString(), out var type)
            ? type
            : throw Bad(name, $"has as dtype {JsonText.Kind(value)}", $"one of {ElementTypes.Known}");

    private long[] ReadNumbers(string name, string key, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Bad(name, $"has as {key} {JsonText.Kind(value)}", "an array of integers");
        var numbers = new long[value.GetArrayLength()];
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out var number) || number < 0)
                throw Bad(name, $"has in {key} {JsonText.Kind(item)}", "integers from 0 to 2^63 - 1");
            numbers[index++] = number;
        }

        return numbers;
    }

    private JsonElement Required(string name, JsonElement entry, string key) =>
        entry.TryGetProperty(key, out var value)
            ? value
            : throw Bad(name, $"has no {key}", "dtype, shape, data_offsets");

    /// <summary>
    /// The tensors, ordered by place, must follow each other without gap or overlap and end with the file.
    /// </summary>
    private void CheckCoverage()
    {
        var next = dataStart;
        foreach (var entry in tensors.Values.OrderBy(e => e.Offset).ThenBy(e => e.ByteCount))
        {
            if (entry.Offset < next)
            {
                throw Bad(
                    entry.Name, $"begins at byte {entry.Offset - dataStart} of the data, inside the tensor before it",
                    $"byte {next - dataStart}");
            }

            if (entry.Offset > next)
            {
                throw Bad(
                    entry.Name, $"begins at byte {entry.Offset - dataStart} of the data, after a gap",
                    $"byte {next - dataStart}");
            }

            next = entry.Offset + entry.ByteCount;
        }

        if (next != dataStart + dataLength)
        {
            throw new InputException(
                path, $"{dataLength} bytes of data follow the header but the tensors have {next - dataStart}",
                "no unclaimed bytes");
        }
    }

    private InputException Bad(string name, string found, string expected, string remedy = "") =>
        new(path, $"tensor {Quoted.Text(name)} {found}", expected, remedy);
}
