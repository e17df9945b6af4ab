using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colora.Mutations;

/// <summary>Small tokenizers of every model and with the parts that real ones have; those of the shared data beside them, where there are any.</summary>
internal static class TokenizerSeeds
{
    private const string Variable = "COLORA_SHARED";
    private const long Largest = 60_000;

    private static readonly string[] Parts =
    [
        // As Llama 2: bytes as a last resort, blanks as ▁, a template around.
        """
        {"normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]},"pre_tokenizer":null,
         "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"<s>":{"id":"<s>","ids":[1],"tokens":["<s>"]}}},
         "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
         "model":{"type":"BPE","dropout":null,"unk_token":"<unk>","continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":true,"byte_fallback":true,"ignore_merges":false,"vocab":VOCAB,"merges":["a b","ab c","▁ a"]}}
        """,
        """
        {"normalizer":{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Lowercase"}]},"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},"post_processor":null,
         "decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},
         "model":{"type":"Unigram","unk_id":2,"vocab":SCORES,"byte_fallback":false}}
        """,
        """
        {"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},
         "post_processor":{"type":"BertProcessing","sep":["</s>",2],"cls":["<s>",1]},"decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
         "model":{"type":"WordPiece","unk_token":"<unk>","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":VOCAB}}
        """,
        """
        {"normalizer":null,"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\p{N}{1,3}|\\s+(?!\\S)|[^\\s\\p{N}]+"},"behavior":"Isolated","invert":false},{"type":"Digits","individual_digits":true},{"type":"Punctuation","behavior":"Contiguous"}]},
         "post_processor":{"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",1],"trim_offsets":true,"add_prefix_space":false},"decoder":null,"model":{"type":"WordLevel","vocab":VOCAB,"unk_token":"<unk>"}}
        """,
    ];

    public static void Write(string folder, string sample)
    {
        Directory.CreateDirectory(folder);
        File.Copy(sample, Path.Combine(folder, "sample.json"));
        var tokens = (string[])["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>"), .. "▁abcdefghijklmnopqrstuvwxyz0123456789.,☃".Select(c => $"{c}"), "ab", "abc", "▁a", "##a", "##b", "##c", "hello", "Hello"];
        var vocab = new JsonObject(tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id))).ToJsonString();
        var scores = new JsonArray([.. tokens.Select((token, id) => (JsonNode)new JsonArray(token, id < 3 ? 0.0 : -1.5 - 0.001 * id))]).ToJsonString();
        for (var i = 0; i < Parts.Length; i++)
        {
            var root = JsonNode.Parse(Parts[i].Replace("VOCAB", vocab, StringComparison.Ordinal).Replace("SCORES", scores, StringComparison.Ordinal))!.AsObject();
            root.Insert(0, "version", "1.0");
            root["added_tokens"] = new JsonArray([.. tokens[..3].Select((token, id) => (JsonNode)new JsonObject
            {
                ["id"] = id,
                ["content"] = token,
                ["single_word"] = false,
                ["lstrip"] = id == 1,
                ["rstrip"] = false,
                ["normalized"] = id == 0,
                ["special"] = true,
            })]);
            File.WriteAllText(Path.Combine(folder, $"own-{i}.json"), root.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        }

        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } given || Path.Combine(given, "reference", "tokenizers") is not { } shared || !Directory.Exists(shared)) return;
        foreach (var file in Directory.GetFiles(shared, "tokenizer.json", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length < Largest))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(Path.GetDirectoryName(file)) + ".json"));
    }
}
