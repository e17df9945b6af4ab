using System.Text.Json;
using Colora.Formats.HuggingFace;
using Colora.Formats.Safetensors;
using Colora.Model;
using Colora.Mutations.Mutators;
using Colora.Mutations.Readers;
using Colora.Tokenization;

namespace Colora.Mutations.Kinds;

/// <summary>What models come as: config, tokenizer, weights.</summary>
internal static class ModelKinds
{
    private const string Config = "s/model/config.json", Weights = "s/model/model.safetensors", Tokenizer = "s/model/tokenizer.json", Index = "sharded/model.safetensors.index.json", Tensors = "tensors/t.safetensors";
    private const string SpecialMap = "special/special_tokens_map.json", SpecialConfig = "special/tokenizer_config.json", SpecialNumbers = "special/generation_config.json";
    private const string Generate = "--prompt abc --max-new-tokens 2 --threads 1";

    private static readonly string[] Ropes =
    [
        """{"rope_type":"llama3","factor":8.0,"low_freq_factor":1.0,"high_freq_factor":4.0,"original_max_position_embeddings":256}""", """{"type":"linear","factor":2.0}""",
        """{"rope_type":"default","rope_theta":10000}""", """{"rope_type":"yarn","factor":4.0}""",
    ];

    public static IEnumerable<FileKind> All =>
    [
        new("model-config", "s")
        {
            Change = FileChange.Any(JsonChange.Of(Config), WithRope),
            Read = work => Agreement.Require(() => ConfigRead(ModelConfigReader.Read(Path.Combine(work, "s/model"))), () => ConfigSecond(Path.Combine(work, Config))),
            Commands = [$"generate --model s/model {Generate}"],
        },
        new("tensors", "tensors")
        {
            Change = FileChange.Tensors(null, Tensors),
            Read = work => Agreement.Require(() => TensorsRead(Path.Combine(work, Tensors)), () => MinimalSafetensors.Describe(Path.Combine(work, Tensors))),
        },
        new("weights", "s")
        {
            Change = FileChange.Tensors(null, Weights),
            Read = work => Agreement.Require(() => TensorsRead(Path.Combine(work, Weights)), () => MinimalSafetensors.Describe(Path.Combine(work, Weights))),
            Commands = [$"generate --model s/model {Generate}"],
        },
        new("weight-index", "sharded")
        {
            Change = FileChange.Any(JsonChange.Of(Index), JsonChange.Part(Index)),
            Read = work => Agreement.Require(() => WeightIndexFile.Read(Path.Combine(work, Index)).WeightMap.Select(pair => $"{pair.Key}|{pair.Value}"), () => Members(Path.Combine(work, Index), "weight_map")),
            Commands = [$"generate --model sharded {Generate}"],
        },
        new("tokenizer", "tokenizers", "s")
        {
            Change = (work, random) =>
            {
                var seed = random.Pick(Directory.GetFiles(Path.Combine(work, "tokenizers")).Order(StringComparer.Ordinal).ToList());
                File.Copy(seed, Path.Combine(work, Tokenizer), overwrite: true);
                return FileChange.Any(JsonChange.Strict(Tokenizer), JsonChange.Of(Tokenizer), JsonChange.Part(Tokenizer), JsonChange.Part(Tokenizer))(work, random);
            },
            Read = work => TokenizerReader.Compare(Path.Combine(work, "s/model")),
        },
        new("special-tokens", "special")
        {
            Change = JsonChange.Of(SpecialMap, SpecialConfig, SpecialNumbers),
            Read = work => Agreement.Require(() => SpecialRead(Path.Combine(work, "special")), () => SpecialTokensReader.Describe(Path.Combine(work, "special"))),
            Commands = [$"generate --model special {Generate} --raw"],
        },
    ];

    private static IReadOnlyList<string> WithRope(string work, Random random)
    {
        var path = Path.Combine(work, Config);
        var root = Node.Parse(File.ReadAllText(path));
        root.Members!.RemoveAll(member => member.Key == "rope_scaling");
        root.Members.Add((random.Pick((string[])["rope_scaling", "rope_parameters"]), Node.Parse(random.Pick(Ropes))));
        if (random.Next(3) > 0) TreeMutator.Change(random.Next(2) == 0 ? root : root.Members[^1].Value, random);
        File.WriteAllText(path, root.Write());
        return [path];
    }

    private static IEnumerable<string> ConfigRead(ModelBlueprint model)
    {
        var (attention, mlp) = (model.Layer(0).Attention, model.Layer(0).Mlp);
        return
        [
            $"{model.VocabularySize} {model.HiddenSize} {mlp.Down.In} {model.Layers} {attention.Heads} {attention.KeyValueHeads} {attention.HeadDim}",
            $"{model.FinalNorm.Epsilon:R} {attention.Rope.Theta:R} {model.TieEmbeddings} {mlp.Down.HasBias} {model.MaxPositions}",
        ];
    }

    private static IEnumerable<string> ConfigSecond(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path).TrimStart('\uFEFF'));
        var root = document.RootElement;
        var heads = Number("num_attention_heads");
        return
        [
            $"{Number("vocab_size")} {Number("hidden_size")} {Number("intermediate_size")} {Number("num_hidden_layers")} {heads} {Number("num_key_value_heads") ?? heads} {Number("head_dim") ?? Number("hidden_size") / heads}",
            $"{Number("rms_norm_eps") ?? 1e-6:R} {Inner("rope_parameters", "rope_theta") ?? Number("rope_theta") ?? 10000:R} {Truth("tie_word_embeddings")} {Truth("mlp_bias")} {Number("max_position_embeddings") ?? 2048}",
        ];

        double? Number(string key) => root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
        bool Truth(string key) => root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;
        double? Inner(string key, string inner) => root.TryGetProperty(key, out var section) && section.ValueKind == JsonValueKind.Object && section.TryGetProperty(inner, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
    }

    private static IEnumerable<string> TensorsRead(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return [.. file.Tensors.Values.Select(entry =>
        {
            var bytes = new byte[entry.ByteCount];
            file.Read(entry, bytes);
            return MinimalSafetensors.Line(entry.Name, entry.Type.FileName(), entry.Shape, bytes);
        }).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Members(string path, string key)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path).TrimStart('\uFEFF'));
        return [.. document.RootElement.GetProperty(key).EnumerateObject().Select(member => $"{member.Name}|{member.Value.GetString()}")];
    }

    private static IEnumerable<string> SpecialRead(string folder)
    {
        using var tokenizer = HuggingFaceTokenizer.Load(folder);
        return [$"{tokenizer.BosId}|{tokenizer.EosId}|{tokenizer.PadId}"];
    }
}
