using System.Text.Json;
using System.Text.Json.Nodes;
using Colora.Tokenization;

namespace Colora.Tests.Tokenization;

/// <summary>Model folders with tiny tokenizers, written by the test and deleted after it.</summary>
internal sealed class SmallTokenizer : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("colora-tokenizer-").FullName;

    public HuggingFaceTokenizer Load() => HuggingFaceTokenizer.Load(Folder);

    public SmallTokenizer With(string file, JsonNode content) => WithText(file, content.ToJsonString());

    public SmallTokenizer WithText(string file, string content)
    {
        File.WriteAllText(Path.Combine(Folder, file), content);
        return this;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Byte-level BPE: ids 0-255 the bytes, then "he", "ll", "hell", "hello"; 260 &lt;s&gt;, 261 &lt;/s&gt; special, 262 &lt;think&gt; not.</summary>
    public static JsonObject ByteLevel()
    {
        var vocab = new JsonObject();
        for (var value = 0; value < 256; value++) vocab[ByteAlphabet.CharOf((byte)value).ToString()] = value;
        foreach (var (token, id) in new[] { ("he", 256), ("ll", 257), ("hell", 258), ("hello", 259) }) vocab[token] = id;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = new JsonObject { ["direction"] = "Right", ["max_length"] = 2, ["strategy"] = "LongestFirst", ["stride"] = 0 },
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(Added(260, "<s>", true), Added(261, "</s>", true), Added(262, "<think>", false)),
            ["normalizer"] = null,
            ["pre_tokenizer"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}"""),
            ["post_processor"] = JsonNode.Parse("""
                {"type":"TemplateProcessing",
                 "single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],
                 "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
                 "special_tokens":{"<s>":{"id":"<s>","ids":[260],"tokens":["<s>"]},"</s>":{"id":"</s>","ids":[261],"tokens":["</s>"]}}}
                """),
            ["decoder"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}"""),
            ["model"] = Bpe(vocab, "h e", "l l", "he ll", "hell o"),
        };
    }

    /// <summary>Llama-like: 0 &lt;unk&gt;, 1 &lt;s&gt;, 2 &lt;/s&gt;, 3-258 the bytes as &lt;0xNN&gt;, then ▁, a, b, ▁a; a blank put before, ByteFallback.</summary>
    public static JsonObject ByteFallback()
    {
        var vocab = new JsonObject { ["<unk>"] = 0, ["<s>"] = 1, ["</s>"] = 2 };
        for (var value = 0; value < 256; value++) vocab[$"<0x{value:X2}>"] = value + 3;
        foreach (var token in new[] { "▁", "a", "b", "▁a" }) vocab[token] = vocab.Count;
        var model = Bpe(vocab, "▁ a");
        model["unk_token"] = "<unk>";
        model["byte_fallback"] = true;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(Added(0, "<unk>", true), Added(1, "<s>", true), Added(2, "</s>", true)),
            ["normalizer"] = JsonNode.Parse("""{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}"""),
            ["pre_tokenizer"] = null,
            ["post_processor"] = null,
            ["decoder"] = JsonNode.Parse("""
                {"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},
                 {"type":"Strip","content":" ","start":1,"stop":0}]}
                """),
            ["model"] = model,
        };
    }

    private static JsonObject Bpe(JsonObject vocab, params string[] merges) => new()
    {
        ["type"] = "BPE",
        ["vocab"] = vocab,
        ["merges"] = JsonSerializer.SerializeToNode(merges),
        ["fuse_unk"] = false,
    };

    private static JsonObject Added(int id, string content, bool special) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = special,
    };
}
