using System.Text.Json.Nodes;

namespace Colora.Synthetic.Samples;

/// <summary>
/// The tokenizer of a sample model: byte-level BPE without merges, so that every text is its UTF-8 bytes. Ids: the
/// special tokens first, then byte b as <see cref="FirstByte"/> + b.
/// </summary>
internal static class SampleTokenizer
{
    public const int EndOfText = 0;
    public const int BeginOfText = 1;
    public const int Padding = 2;
    public const int FirstByte = 3;
    public const int Size = FirstByte + 256;

    private static readonly string[] Special = ["<|endoftext|>", "<|bos|>", "<|pad|>"];

    /// <summary><c>tokenizer.json</c> as Hugging Face's engine reads it.</summary>
    public static JsonObject Json() => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. Special.Select((text, id) => Added(text, id))]),
        ["normalizer"] = null,
        ["pre_tokenizer"] = ByteLevel(),
        ["post_processor"] = null, // no token is put before or after a text
        ["decoder"] = ByteLevel(),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["ignore_merges"] = false,
            ["vocab"] = Vocabulary(),
            ["merges"] = new JsonArray(),
        },
    };

    /// <summary><c>tokenizer_config.json</c>.</summary>
    public static JsonObject ConfigJson(int contextLength) => new()
    {
        ["add_bos_token"] = false,
        ["add_eos_token"] = false,
        ["add_prefix_space"] = false,
        ["added_tokens_decoder"] =
            new JsonObject(Special.Select((text, id) => KeyValuePair.Create($"{id}", (JsonNode?)AddedWithoutId(text)))),
        ["bos_token"] = Special[BeginOfText],
        ["clean_up_tokenization_spaces"] = false,
        ["eos_token"] = Special[EndOfText],
        ["model_max_length"] = contextLength,
        ["pad_token"] = Special[Padding],
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["unk_token"] = null,
    };

    /// <summary>
    /// The character that stands for a byte in a byte-level vocabulary (GPT-2's table): printable Latin-1 stands for
    /// itself, the other 68 bytes for U+0100 and up, in order.
    /// </summary>
    public static char CharacterOf(byte value)
    {
        if (IsPrintable(value)) return (char)value;
        var before = Enumerable.Range(0, value).Count(b => !IsPrintable((byte)b));
        return (char)(0x100 + before);
    }

    private static bool IsPrintable(byte value) => value is >= 0x21 and <= 0x7E or >= 0xA1 and <= 0xAC or >= 0xAE;

    private static JsonObject Vocabulary()
    {
        var vocabulary = new JsonObject();
        for (var id = 0; id < Special.Length; id++) vocabulary[Special[id]] = id;
        for (var b = 0; b < 256; b++) vocabulary[CharacterOf((byte)b).ToString()] = FirstByte + b;
        return vocabulary;
    }

    private static JsonObject ByteLevel() => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = false,
        ["trim_offsets"] = true,
        ["use_regex"] = true,
    };

    private static JsonObject Added(string text, int id)
    {
        var token = AddedWithoutId(text);
        token.Insert(0, "id", id);
        return token;
    }

    private static JsonObject AddedWithoutId(string text) => new()
    {
        ["content"] = text,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };
}
