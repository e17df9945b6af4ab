using System.Text.Json;
using Colora.Formats;
using Colora.Formats.Jsonl;
using Colora.Tokenization;

namespace Colora.Runs.Tokenize;

/// <summary>Rows <c>{"text":…}</c> → rows <c>{"ids":…,"decoded":…}</c>.</summary>
public static class TokenizeRun
{
    /// <summary>Encodes every row of a file; returns the number of rows and of tokens.</summary>
    /// <param name="model">Folder with tokenizer.json.</param>
    /// <param name="file">JSONL of texts.</param>
    /// <param name="outFile">JSONL to write.</param>
    /// <param name="special">Whether the special tokens of the model's template are added.</param>
    /// <exception cref="InputException">A file is missing or a row has no text.</exception>
    public static (int Rows, long Tokens) Execute(string model, string file, string outFile, bool special)
    {
        using var tokenizer = HuggingFaceTokenizer.Load(model);
        var rows = new List<int[]>();
        foreach (var row in JsonlReader.Read(file))
        {
            var text = TextOf(row.Value, $"{file}:{row.Line}");
            rows.Add(special ? tokenizer.EncodeWithSpecial(text) : tokenizer.Encode(text));
        }

        JsonlWriter.Write(outFile, rows, (json, ids) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("ids");
            foreach (var id in ids) json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteString("decoded", tokenizer.Decode(ids, skipSpecial: special));
            json.WriteEndObject();
        });
        return (rows.Count, rows.Sum(ids => (long)ids.Length));
    }

    private static string TextOf(JsonElement row, string where) =>
        row.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw new InputException(where, "no string \"text\"", "{\"text\": \"…\"}");
}
