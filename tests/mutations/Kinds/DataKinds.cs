using System.Text;
using System.Text.Json;
using Colora.Formats.Datasets;
using Colora.Formats.Jsonl;
using Colora.Mutations.Readers;

namespace Colora.Mutations.Kinds;

/// <summary>What users bring: rows, manifests and presets.</summary>
internal static class DataKinds
{
    private const string Rows = "rows/rows.jsonl", Manifest = "s/data/letters/manifest.json", Presets = "s/data/presets.json";
    private const string Preview = "preview --model s/model --threads 1 --rank 2 --batch-size 2 --start lora-like --steps 2 --max-rows 2 --max-new-tokens 2";

    public static IEnumerable<FileKind> All =>
    [
        new("rows", "rows", "s")
        {
            Change = JsonChange.Of(Rows),
            Read = work => Agreement.Require(() => ExampleReader.Read(Path.Combine(work, Rows), "user").Select(Shown), () => RowsSecond(Path.Combine(work, Rows))),
            Commands = [$"{Preview} --data {Rows}"],
        },
        new("manifest", "s")
        {
            Change = JsonChange.Of(Manifest),
            Read = work => Agreement.Require(() => DatasetManifestFile.Read(Path.Combine(work, "s/data/letters")).Tasks.Select(task => $"{task.Name}|{task.Instruction}|{task.TrainCount}|{string.Join(',', task.Labels)}"), () => ManifestSecond(Path.Combine(work, Manifest))),
            Commands = [$"{Preview} --data s/data --users first_letter,reverse"],
        },
        new("presets", "s")
        {
            Change = JsonChange.Of(Presets),
            Read = work => Agreement.Require(() => PresetsFile.Read(Path.Combine(work, Presets)).Presets.Select(preset => $"{preset.Name}|{preset.Collection}|{string.Join(',', preset.Tasks)}"), () => PresetsSecond(Path.Combine(work, Presets))),
            Commands = [$"{Preview} --data s/data --preset letters_all"],
        },
    ];

    private static string Shown(ExampleRecord row) => $"{row.Line}|{row.User}|{row.Instruction}|{row.Input}|{row.Output}|{string.Join('|', row.References)}";

    private static List<string> RowsSecond(string path)
    {
        var rows = new List<string>();
        var lines = Encoding.UTF8.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim(' ', '\t', '\r').Length == 0) continue;
            using var row = JsonDocument.Parse(lines[i]);
            var root = row.RootElement;
            var isPrompt = !root.TryGetProperty("input", out _) && !root.TryGetProperty("output", out _);
            var outputs = Texts(root, isPrompt ? "completion" : "output");
            var references = Texts(root, "references");
            rows.Add($"{i + 1}|{Text(root, "user")}|{Text(root, "instruction")}|{Text(root, isPrompt ? "prompt" : "input")}|{outputs[0]}|{string.Join('|', references.Count > 0 ? references : outputs)}");
        }

        return rows;
    }

    private static List<string> ManifestSecond(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path).AsMemory(Bom(path)));
        return [.. document.RootElement.GetProperty("tasks").EnumerateArray().Select(task =>
        {
            var name = ((string[])["id", "name", "task"]).Select(key => Text(task, key)).First(text => text is not null);
            var instruction = Texts(task, "instruction") is { Count: > 0 } lines ? string.Join('\n', lines) : Texts(task, "definition") is { Count: > 0 } others ? string.Join('\n', others) : null;
            return $"{name}|{instruction}|{Text(task, "n_train") ?? Text(task, "train")}|{string.Join(',', Texts(task, "labels"))}";
        })];
    }

    private static List<string> PresetsSecond(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path).AsMemory(Bom(path)));
        return [.. document.RootElement.GetProperty("presets").EnumerateArray().Select(preset => $"{Text(preset, "name")}|{Text(preset, "collection")}|{string.Join(',', Texts(preset, "tasks"))}")];
    }

    private static int Bom(string path) => File.ReadAllBytes(path).AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>A value of a row as text, null where there is none.</summary>
    private static string? Text(JsonElement row, string key) => row.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? Text(value) : null;

    private static List<string> Texts(JsonElement row, string key) => !row.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Text)] : [Text(value)];

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
