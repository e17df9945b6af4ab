using System.Text.Json;

namespace Colora.Formats.Jsonl;

/// <summary>
/// Examples from JSONL rows with the keys <c>input</c>/<c>output</c> or <c>prompt</c>/<c>completion</c>, optionally
/// <c>references</c> (array of strings), <c>instruction</c> and a user column. Other keys are ignored. Beside an
/// instruction the input may be empty, null or absent (Alpaca).
/// </summary>
public static class ExampleReader
{
    /// <summary>
    /// All examples of a file in order. <c>output</c> may be an array of strings: the first is the output, all are
    /// references unless <c>references</c> is given as well. Where a row has both pairs of keys,
    /// <c>input</c>/<c>output</c> count.
    /// </summary>
    /// <param name="path">The JSONL file.</param>
    /// <param name="userColumn">Key whose string or number names the owner of each row (see <see cref="UserName"/>);
    /// null: no owners.</param>
    /// <exception cref="InputException">As <see cref="JsonlReader.Read"/>; or a key that is missing, empty or of
    /// another type, as <c>file:line</c>; or no example at all.</exception>
    public static IReadOnlyList<ExampleRecord> Read(string path, string? userColumn = null)
    {
        var examples = Scan(path, userColumn).Select(example => example.Row).ToList();
        return examples.Count > 0 ? examples : throw new InputException(path, "no rows", "at least one example");
    }

    /// <summary>The examples one by one, each with its place: nothing is held.</summary>
    /// <exception cref="InputException">As <see cref="Read"/>, when the row is reached; a file without rows gives
    /// none.</exception>
    public static IEnumerable<(ExampleRecord Row, RowPlace Place)> Scan(string path, string? userColumn = null) =>
        JsonlReader.Read(path)
            .Select(row =>
                (ReadRow(new JsonSection($"{path}:{row.Line}", row.Value), row.Line, userColumn), row.Place));

    /// <summary>An example of a block.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="block">Where the block stands.</param>
    /// <param name="bytes">What <see cref="JsonlReader.ReadBlock"/> gave.</param>
    /// <param name="line">The row's line.</param>
    /// <exception cref="InputException">The file is another by now.</exception>
    public static ExampleRecord ReadAt(string path, RowPlace block, ReadOnlyMemory<byte> bytes, int line)
    {
        var row = bytes;
        for (var at = block.Line; at < line; at++)
        {
            var end = row.Span.IndexOf((byte)'\n');
            row = end < 0 ? default : row[(end + 1)..];
        }

        var length = row.Span.IndexOf((byte)'\n');
        if (length < 0 && bytes.Length < block.Length || row.Length == 0)
        {
            throw new InputException(
                $"{path}:{line}", "the file has become shorter while it was in use", "a file that stays as it is");
        }

        if (length >= 0) row = row[..length];
        return ReadRow(
            new JsonSection($"{path}:{line}", JsonText.ParseObject(row, path, line)), line, userColumn: null);
    }

    private static ExampleRecord ReadRow(JsonSection row, int line, string? userColumn)
    {
        var asPrompt = !HasKey(row, "input")
            && !HasKey(row, "output")
            && (HasKey(row, "prompt") || HasKey(row, "completion"));
        var (inputKey, outputKey) = asPrompt ? ("prompt", "completion") : ("input", "output");

        var instruction = row.OptionalString("instruction");
        var input = string.IsNullOrWhiteSpace(instruction)
            ? TextOf(row, inputKey) ?? row.GetString(inputKey)
            : TextOf(row, inputKey) ?? "";
        if (input.Length == 0 && string.IsNullOrWhiteSpace(instruction))
            throw row.Unexpected(inputKey, "a text that is not empty");

        var outputs = ReadOutputs(row, outputKey);
        var references = ReadTexts(row, "references") ?? outputs;
        var user = userColumn is null ? null : ReadUser(row, userColumn);
        return new ExampleRecord(input, outputs[0], references, instruction, user, line);
    }

    private static string ReadUser(JsonSection row, string column)
    {
        if (HasKey(row, column)) return UserName.Check(NameOf(row, column), $"{row.Where} '{column}'");
        var columns = string.Join(", ", row.Json.EnumerateObject().Select(one => one.Name));
        throw new InputException(
            row.Where, $"'{column}' is missing", $"the user's name in this column; the row has {columns}",
            "name the column with --user-column (data.user_column)");
    }

    private static IReadOnlyList<string> ReadOutputs(JsonSection row, string key) =>
        row.Find(key) is { ValueKind: JsonValueKind.Array }
            ? ReadTexts(row, key)!
            : [TextOf(row, key) ?? row.GetString(key)];

    private static IReadOnlyList<string>? ReadTexts(JsonSection row, string key)
    {
        if (row.Find(key) is not { ValueKind: JsonValueKind.Array } list) return row.OptionalStrings(key);
        var texts = list
            .EnumerateArray()
            .Select(item => TextOf(item) ?? throw row.Unexpected(key, "texts or numbers only"))
            .ToList();
        return texts is { Count: 0 } ? throw row.Unexpected(key, "at least one string") : texts;
    }

    /// <summary>
    /// A text as it is, a number as the file spells it (a label 3 is "3"), true and false by these words; null where
    /// the key is absent.
    /// </summary>
    private static string? TextOf(JsonSection row, string key) =>
        row.Find(key) is not { } value ? null : TextOf(value) ?? throw row.Unexpected(key, "a text or a number");

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>A user's name, or number as the file spells it; true and false name nobody.</summary>
    private static string NameOf(JsonSection row, string key) =>
        row.Find(key) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : row.GetString(key);

    private static bool HasKey(JsonSection row, string key) => row.Json.TryGetProperty(key, out _);
}
