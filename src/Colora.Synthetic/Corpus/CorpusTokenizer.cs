using System.Text.Json.Nodes;
using Colora.Synthetic.Samples;

namespace Colora.Synthetic.Corpus;

/// <summary>
/// The tokenizer of the base model: bytes, because rules act on characters (cut, mask, reorder, change case), and two
/// words of <see cref="Data.PromptConfig"/>'s default template as tokens of their own, because they frame every
/// example. A begin token is put before every text.
/// </summary>
internal static class CorpusTokenizer
{
    public const string End = "<|endoftext|>", InputWord = "Input:", OutputWord = "Output:";
    private const string Begin = "<|bos|>";

    /// <summary>Writes <c>tokenizer.json</c> and <c>tokenizer_config.json</c>.</summary>
    public static void Write(string folder, int contextLength)
    {
        var json = SampleTokenizer.Json();
        var words = new[] { InputWord, OutputWord };
        var added = json["added_tokens"]!.AsArray();
        for (var i = 0; i < words.Length; i++) added.Add(Added(SampleTokenizer.Size + i, words[i]));
        json["post_processor"] = PostProcessor();
        SampleFolder.WriteJson(Path.Combine(folder, "tokenizer.json"), json);
        var config = SampleTokenizer.ConfigJson(contextLength);
        config["add_bos_token"] = true;
        SampleFolder.WriteJson(Path.Combine(folder, "tokenizer_config.json"), config);
    }

    private static JsonObject Added(int id, string word) => new()
    {
        ["id"] = id,
        ["content"] = word,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = false,
    };

    private static JsonObject PostProcessor() => new()
    {
        ["type"] = "TemplateProcessing",
        ["single"] = new JsonArray(Special(), Sequence("A", 0)),
        ["pair"] = new JsonArray(Special(), Sequence("A", 0), Sequence("B", 1)),
        ["special_tokens"] = new JsonObject
        {
            [Begin] = new JsonObject
            {
                ["id"] = Begin,
                ["ids"] = new JsonArray(SampleTokenizer.BeginOfText),
                ["tokens"] = new JsonArray(Begin),
            },
        },
    };

    private static JsonObject Special() =>
        new() { ["SpecialToken"] = new JsonObject { ["id"] = Begin, ["type_id"] = 0 } };

    private static JsonObject Sequence(string id, int type) =>
        new() { ["Sequence"] = new JsonObject { ["id"] = id, ["type_id"] = type } };
}
