using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Colora.Formats;

/// <summary>
/// Strict JSON (RFC 8259) from bytes: valid UTF-8, no comments, no trailing commas, no duplicate keys, no lone
/// surrogates, so that every later <see cref="JsonElement.GetString()"/> succeeds. The root must be an object.
/// </summary>
internal static class JsonText
{
    /// <summary>Largest JSON file that is read whole (tokenizer and index files stay far below).</summary>
    private const long LargestFile = 256L << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a file whose root is an object; a byte-order mark is tolerated.</summary>
    /// <exception cref="InputException">Missing, too large, not UTF-8, not JSON, not an object.</exception>
    public static JsonElement ReadObject(string path)
    {
        var bytes = ReadBytes(path);
        GitLfsPointer.Refuse(path, bytes);
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        return ParseObject(bytes.AsMemory(start), path, firstLine: null);
    }

    /// <summary>Reads a file whose root is any value; a byte-order mark is tolerated.</summary>
    /// <exception cref="InputException">Missing, too large, not UTF-8, not JSON.</exception>
    public static JsonElement ReadValue(string path)
    {
        var bytes = ReadBytes(path);
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        return ParseValue(bytes.AsMemory(start), path, firstLine: null);
    }

    /// <summary>Reads a small UTF-8 text file; a byte-order mark is dropped.</summary>
    /// <exception cref="InputException">Missing, too large, not UTF-8.</exception>
    public static string ReadText(string path)
    {
        var bytes = ReadBytes(path);
        if (FirstInvalid(bytes) is { } position) throw NotUtf8(path, position);
        return Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
    }

    /// <summary>
    /// Parses one object. Errors say <c>path:line</c>: the line inside <paramref name="json"/>, or
    /// <paramref name="firstLine"/> where the text is one line of a larger file.
    /// </summary>
    /// <exception cref="InputException">Not UTF-8, not JSON, not an object.</exception>
    public static JsonElement ParseObject(ReadOnlyMemory<byte> json, string path, int? firstLine)
    {
        var root = ParseValue(json, path, firstLine);
        return root.ValueKind == JsonValueKind.Object
            ? root
            : throw new InputException(
                firstLine is { } line ? $"{path}:{line}" : path, $"the JSON is {Kind(root)}", "an object { … }");
    }

    private static JsonElement ParseValue(ReadOnlyMemory<byte> json, string path, int? firstLine)
    {
        var where = firstLine is { } line ? $"{path}:{line}" : path;
        if (FirstInvalid(json.Span) is { } position) throw NotUtf8(where, position);
        try
        {
            CheckStrings(json.Span);
            return JsonElement.Parse(json.Span, Strict);
        }
        catch (JsonException e)
        {
            if (firstLine is null && e.LineNumber is { } inner) where = $"{path}:{inner + 1}";
            throw new InputException(where, $"malformed JSON{Column(e)}: {Reason(e)}", "", "mend the file", e);
        }
    }

    /// <summary>Refuses numbers such as 1e400, which JSON allows and no 64-bit float holds.</summary>
    /// <exception cref="InputException">There is one; the line names its key.</exception>
    public static void RequireFiniteNumbers(JsonElement value, string path, string name = "")
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    RequireFiniteNumbers(property.Value, path, property.Name);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) RequireFiniteNumbers(item, path, name);
                break;
            case JsonValueKind.Number when !double.IsFinite(value.GetDouble()):
                throw new InputException(
                    path, $"{Quoted.Text(name)} is {Kind(value)}, which is out of range",
                    "a number that a 64-bit float can hold", "copy the file anew from the model's source");
            default:
                break;
        }
    }

    /// <summary>What kind of value, in words for a message.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "the string " + Quoted.Text(value.GetString()!),
        JsonValueKind.Number =>
            "the number " + (value.GetRawText() is { Length: <= 40 } raw ? raw : "with over 40 digits"),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    /// <summary>Position of the first byte that is not UTF-8, or null.</summary>
    public static int? FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return null;
        var position = 0;
        while (Rune.DecodeFromUtf8(
            bytes[position..], out _, out var length) == System.Buffers.OperationStatus.Done) position += length;
        return position;
    }

    /// <summary>
    /// Escapes such as <c>\ud800</c> alone are JSON but no text: JsonElement would only fail when the string is used.
    /// </summary>
    private static void CheckStrings(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0) return;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (!reader.ValueIsEscaped) continue;
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException(
                    "an escape \\uXXXX is half of a surrogate pair", null, LineOf(json, reader.TokenStartIndex), null,
                    e);
            }
        }
    }

    private static long LineOf(ReadOnlySpan<byte> json, long position) => json[..(int)position].Count((byte)'\n');

    private static byte[] ReadBytes(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > LargestFile)
                throw new InputException(path, $"{stream.Length} bytes", $"at most {LargestFile}");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (Unreadable.Covers(e))
        {
            throw Unreadable.File(path, e);
        }
    }

    private static InputException NotUtf8(string where, int position) =>
        new(where, $"not UTF-8 at byte {position + 1}", "UTF-8 text", "convert the file");

    private static string Column(JsonException e) =>
        e.BytePositionInLine is { } position ? $" at byte {position + 1}" : "";

    private static string Reason(JsonException e)
    {
        // The framework appends its own position (" LineNumber: …"): ours is counted in the file.
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (end < 0) end = e.Message.IndexOf(" Path:", StringComparison.Ordinal);
        return (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
    }
}
