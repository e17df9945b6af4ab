using System.Text.Json;
using Colora.Formats.Peft;
using Colora.Mutations.Readers;

namespace Colora.Mutations.Kinds;

/// <summary>PEFT folders, references to verify against, and rows for tools.</summary>
internal static class AdapterKinds
{
    private const string Config = "export/reverse/adapter_config.json", Weights = "export/reverse/adapter_model.safetensors", Reference = "reference/reference.safetensors";

    public static IEnumerable<FileKind> All =>
    [
        new("peft", "export", "s")
        {
            Change = FileChange.Any(JsonChange.Of(Config), FileChange.Tensors(null, Weights)),
            Read = work => Agreement.Require(() => ConfigRead(PeftAdapterConfig.Read(Path.Combine(work, "export/reverse"))), () => ConfigSecond(Path.Combine(work, Config))),
            Commands = ["generate --model s/model --adapter export/reverse --prompt abc --max-new-tokens 2 --threads 1"],
        },
        new("reference", "reference", "s") { Change = FileChange.Tensors(null, Reference), Commands = [$"verify --model s/model --reference {Reference} --threads 1"] },
        new("texts", "rows", "s") { Change = JsonChange.Of("rows/texts.jsonl"), Commands = ["tokenize --model s/model --file rows/texts.jsonl --out ids.jsonl"] },
        new("scored", "rows") { Change = JsonChange.Of("rows/scored.jsonl"), Commands = ["score --predictions rows/scored.jsonl --rows scores.jsonl"] },
    ];

    private static IEnumerable<string> ConfigRead(PeftAdapterConfig config) =>
    [
        $"{config.Rank} {config.Alpha:R} {config.UseRsLora} {config.FanInFanOut}", config.TargetRegex ?? string.Join(',', config.TargetModules), string.Join(',', config.LayersToTransform),
        string.Join(',', config.RankPattern.Select(pair => $"{pair.Key}={pair.Value}")),
    ];

    private static IEnumerable<string> ConfigSecond(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path).TrimStart('\uFEFF'));
        var root = document.RootElement;
        return
        [
            $"{Number("r") ?? 8} {Number("lora_alpha") ?? 8:R} {Truth("use_rslora")} {Truth("fan_in_fan_out")}", Texts("target_modules"), Texts("layers_to_transform"),
            root.TryGetProperty("rank_pattern", out var pattern) && pattern.ValueKind == JsonValueKind.Object ? string.Join(',', pattern.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value}")) : "",
        ];

        double? Number(string key) => root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
        bool Truth(string key) => root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;
        string Texts(string key) => !root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null ? "" : value.ValueKind == JsonValueKind.Array ? string.Join(',', value.EnumerateArray()) : $"{value}";
    }
}
