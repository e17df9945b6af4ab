using System.Text.Json;
using Colora.Testing;
using Colora.Tokenization;
using Xunit;

namespace Colora.Tests.Tokenization;

/// <summary>Every reference vector: ids, ids with special tokens, both decodings, and streaming.</summary>
public sealed class TokenizerVectorTests
{
    private const string BothRust = "rust-0.23.2+rust-0.22.2";

    [Theory]
    [InlineData("gpt2", 197)]
    [InlineData("smollm2", 197)]
    [InlineData("gpt-neox", 197)]
    [InlineData("qwen3", 197)]
    [InlineData("llama2", 197)]
    [InlineData("mistral", 197)]
    [InlineData("llama3", 197)]
    public void Published_tokenizer_agrees_on_every_text(string name, int rows) =>
        Assert.Equal(rows, Check(SharedData.Require($"reference/tokenizers/{name}")));

    [Fact]
    public void Stories260k_agrees_on_every_text() =>
        Assert.Equal(80, Check(SharedData.Require("models/stories260k")));

    [Fact]
    public void Every_synthetic_tokenizer_agrees_on_every_text()
    {
        var folders = Directory.GetDirectories(SharedData.Require("reference/tokenizers"), "synthetic-*");
        Assert.Equal(104, folders.Length);
        Assert.Equal(104 * 51, folders.Sum(Check));
    }

    /// <summary>Number of rows checked.</summary>
    private static int Check(string folder)
    {
        using var tokenizer = HuggingFaceTokenizer.Load(folder);
        var added = AddedTokens(folder);
        var rows = 0;
        foreach (var row in Rows(folder))
        {
            CheckRow(tokenizer, row, added, Path.GetFileName(folder));
            rows++;
        }

        return rows;
    }

    private static void CheckRow(HuggingFaceTokenizer tokenizer, JsonElement row, HashSet<string> added, string name)
    {
        var text = row.GetProperty("text").GetString()!;
        // Where the two Rust releases part, the fields in which they do are nobody's authority.
        var open = row.TryGetProperty("engines", out var engines) && engines.GetString() != BothRust
            ? row.GetProperty("differs").EnumerateArray().Select(field => field.GetString()).ToHashSet()
            : [];
        var ids = Ids(row, "ids");
        var withSpecial = Ids(row, "ids_special");
        var where = $"{name}: {JsonSerializer.Serialize(text)}";

        if (!open.Contains("ids")) AssertIds(ids, tokenizer.Encode(text), where);
        if (!open.Contains("ids_special")) AssertIds(withSpecial, tokenizer.EncodeWithSpecial(text), where);
        if (!open.Contains("decoded")) AssertText(row.GetProperty("decoded").GetString()!, tokenizer.Decode(ids, skipSpecial: false), where);
        if (row.TryGetProperty("decoded_skip", out _) && !open.Contains("decoded_skip")) AssertText(row.GetProperty("decoded_skip").GetString()!, tokenizer.Decode(withSpecial, skipSpecial: true), where);
        AssertText(tokenizer.Decode(ids, skipSpecial: false), Streamed(tokenizer, ids, skipSpecial: false), where + " streamed");
        AssertText(tokenizer.Decode(withSpecial, skipSpecial: true), Streamed(tokenizer, withSpecial, skipSpecial: true), where + " streamed");
        if (row.TryGetProperty("tokens", out var tokens)) AssertTokens(tokenizer, ids, tokens, added, where);
    }

    // For an added token the engine tells the text that it took, blanks included, not the token.
    private static void AssertTokens(HuggingFaceTokenizer tokenizer, int[] ids, JsonElement tokens, HashSet<string> added, string where)
    {
        foreach (var (id, expected) in ids.Zip(tokens.EnumerateArray()))
        {
            var token = tokenizer.TokenOf(id)!;
            Assert.Equal(id, tokenizer.IdOf(token));
            if (!added.Contains(token)) AssertText(expected.GetString()!, token, where);
        }
    }

    internal static string Streamed(ITokenizer tokenizer, int[] ids, bool skipSpecial)
    {
        var stream = tokenizer.NewStream(skipSpecial);
        return string.Concat(ids.Select(stream.Push)) + stream.Finish();
    }

    private static void AssertIds(int[] expected, int[] actual, string where) =>
        Assert.True(expected.SequenceEqual(actual), $"{where}: expected [{string.Join(',', expected)}], got [{string.Join(',', actual)}]");

    private static void AssertText(string expected, string actual, string where) =>
        Assert.True(expected == actual, $"{where}: expected {JsonSerializer.Serialize(expected)}, got {JsonSerializer.Serialize(actual)}");

    private static int[] Ids(JsonElement row, string field) => [.. row.GetProperty(field).EnumerateArray().Select(id => id.GetInt32())];

    private static HashSet<string> AddedTokens(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")));
        return [.. document.RootElement.GetProperty("added_tokens").EnumerateArray().Select(token => token.GetProperty("content").GetString()!)];
    }

    private static IEnumerable<JsonElement> Rows(string folder)
    {
        foreach (var file in new[] { "vectors.jsonl", "vectors_rust.jsonl" }.Select(f => Path.Combine(folder, f)).Where(File.Exists))
        {
            foreach (var line in File.ReadLines(file))
            {
                using var document = JsonDocument.Parse(line);
                yield return document.RootElement.Clone();
            }
        }
    }
}
