using Colora.Checkpoints;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Model;
using Colora.Mutations.Readers;
using Colora.Runs;
using Colora.Runs.Export;
using Colora.Runs.Onboard;
using Colora.Runs.Train;
using Colora.Studies.Similarity;
using Colora.Synthetic.Pretraining;

namespace Colora.Mutations.Kinds;

/// <summary>What a run leaves, and what is read of it.</summary>
internal static class RunKinds
{
    private const string Final = "run/final", Checkpoint = "half/checkpoint-000002";
    private const string Generate = "generate --user reverse --prompt abc --max-new-tokens 2 --threads 1";
    private const string Resume = $"train {Seeds.Half} --resume --out half";

    private static readonly Lazy<CausalLM> Model = new(() => ModelLoader.Load("s/model", ComputeEngine.Start(new EngineConfig { Threads = 1, Dtype = WeightType.Float32 })));

    public static IEnumerable<FileKind> All =>
    [
        Document<RunInfo>("run-info", "run/run.json", $"{Generate} --run run", "evaluate --run run --threads 1"),
        Document<RunSummary>("run-summary", "run/summary.json", $"train {Seeds.Run} --resume --out run"),
        Document<PretrainSummary>("pretrain-summary", "pretrained/summary.json"),
        Strict<StartChoice>("run-start", "raced/start.json", $"{Generate} --run raced"),
        Document<EvaluationReport>("run-report", "run/report.json"),
        Strict<SimilarityReport>("run-similarity", "run/similarity.json"),
        Document<PlantedSimilarity>("planted", "s/data/similarity.json", "similarity --run run"),
        Document<ExportRecord>("export-record", "export/reverse/colora.json", "export --run run --all --out export"),
        Document<KnownFit>("onboard-fit", "three/subspace.json", $"onboard --run three --data s/data --users reverse --steps 1 --threads 1 --out new"),
        Rows<Prediction>("predictions", "run/predictions.jsonl"),
        Rows<RowLoss>("run-losses", "run/validation.jsonl"),
        Rows<FingerprintLine>("run-rows", "run/rows.jsonl", "evaluate --run run --threads 1"),
        new("run-metrics", "half", "s") { Change = JsonChange.Of("half/metrics.jsonl"), Commands = [Resume] },
        new("run-metrics-read", "half") { Change = JsonChange.Of("half/metrics.jsonl"), Read = work => ReadMetrics(Path.Combine(work, "half/metrics.jsonl")) },
        new("adapter", "run", "s")
        {
            Change = FileChange.Any(JsonChange.Of(FileChange.Sums(Final), $"{Final}/adapter.json"), FileChange.Tensors(FileChange.Sums(Final), $"{Final}/shared.safetensors", $"{Final}/personal.safetensors")),
            Read = ReadAdapter,
            Commands = [$"{Generate} --run run"],
        },
        new("adapter-sums", "run", "s") { Change = TextChange.Of($"{Final}/SHA256SUMS"), Commands = [$"{Generate} --run run"] },
        new("checkpoint", "half", "s")
        {
            Change = FileChange.Any(
                JsonChange.Of(FileChange.State(Checkpoint), $"{Checkpoint}/state.json", $"{Checkpoint}/adapter.json"),
                FileChange.Tensors(FileChange.State(Checkpoint), $"{Checkpoint}/shared.safetensors", $"{Checkpoint}/personal.safetensors", $"{Checkpoint}/optimizer.safetensors")),
            Commands = [Resume],
        },
        new("checkpoint-state", "half") { Change = JsonChange.Of(FileChange.State(Checkpoint), $"{Checkpoint}/state.json"), Read = work => TrainingCheckpoint.ReadState(Path.Combine(work, Checkpoint)) },
    ];

    private static FileKind Document<T>(string name, string path, params string[] commands) =>
        new(name, FoldersOf(path)) { Change = JsonChange.Of(path), Read = work => DocumentReader.Compare<T>(Path.Combine(work, path)), Commands = commands };

    private static FileKind Strict<T>(string name, string path, params string[] commands) => Document<T>(name, path, commands) with { Change = JsonChange.Strict(path) };

    private static FileKind Rows<T>(string name, string path, params string[] commands) =>
        new(name, FoldersOf(path)) { Change = JsonChange.Of(path), Read = work => DocumentReader.CompareRows<T>(Path.Combine(work, path)), Commands = commands };

    private static string[] FoldersOf(string path) => [.. ((string[])["s", "run", path.Split('/')[0]]).Distinct()];

    private static void ReadMetrics(string path)
    {
        _ = (MetricsLog.ReadLosses(path), MetricsLog.ReadValidation(path));
        using var log = MetricsLog.Open(path, long.MaxValue);
    }

    /// <summary>Writes what was read: users, modules and every factor are those of the files.</summary>
    private static void ReadAdapter(string work)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var weights = AdapterFiles.Read(Path.Combine(work, Final), Model.Value);
        AdapterFiles.WriteFinal(Path.Combine(work, "again"), weights);
        foreach (var name in (string[])["shared.safetensors", "personal.safetensors"])
            Agreement.Require(() => MinimalSafetensors.Describe(Path.Combine(work, "again", name)), () => MinimalSafetensors.Describe(Path.Combine(work, Final, name)));
        using System.Text.Json.JsonDocument one = Json("again"), other = Json(Final);
        foreach (var member in other.RootElement.EnumerateObject().Where(member => member.Name is not ("modules" or "has_checksums"))) Require(member, one.RootElement);
        var (read, stand) = (one.RootElement.GetProperty("modules"), other.RootElement.GetProperty("modules"));
        if (read.GetArrayLength() != stand.GetArrayLength()) throw new DisagreementException($"{stand.GetArrayLength()} modules are read as {read.GetArrayLength()}");
        foreach (var (module, members) in read.EnumerateArray().Zip(stand.EnumerateArray()))
            foreach (var member in members.EnumerateObject()) Require(member, module);

        // A member that is left out has its default; one that stands there is what was read, or the reader does not know it.
        static void Require(System.Text.Json.JsonProperty stands, System.Text.Json.JsonElement read)
        {
            if (!read.TryGetProperty(stands.Name, out var value)) throw new DisagreementException($"{stands.Name}: is dropped");
            var isEqual = value.ValueKind == System.Text.Json.JsonValueKind.Number && stands.Value.ValueKind == value.ValueKind ? value.GetDouble() == stands.Value.GetDouble() : System.Text.Json.JsonElement.DeepEquals(value, stands.Value);
            if (!isEqual) throw new DisagreementException($"{stands.Name}: {stands.Value} is read as {value}");
        }

        System.Text.Json.JsonDocument Json(string folder) => System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(work, folder, "adapter.json")).TrimStart('\uFEFF'));
    }
}
