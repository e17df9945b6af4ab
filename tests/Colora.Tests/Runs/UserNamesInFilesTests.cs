using System.Text.Json.Nodes;
using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.Generation;
using Colora.Runs;
using Colora.Runs.Evaluate;
using Colora.Runs.Export;
using Colora.Runs.Generate;
using Colora.Runs.Onboard;
using Colora.Runs.Train;
using Colora.Studies.Similarity;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>A name in any file of a run is a name that somebody else may have written.</summary>
public sealed class UserNamesInFilesTests : IDisposable
{
    private const string Bad = "../../sec_pwned_traversal";

    private readonly TemporaryFolder folder = new();
    private readonly RunConfig config;
    private readonly RunDirectory run;

    public UserNamesInFilesTests()
    {
        SampleRuns.Write(folder, users: 4, trainRows: 12, testRows: 2);
        var usual = SampleRuns.Config(folder);
        config = usual with { Data = usual.Data with { Users = ["first_letter", "last_letter", "repeat"] }, Training = new TrainingConfig { Steps = 2, BatchSize = 4 }, Start = new StartConfig { Kind = StartKind.LoraLike } };
        run = new RunDirectory(folder["run"]);
        TrainRun.Execute(config, run.FullPath, ResumeMode.Refuse, new SilentListener());
    }

    [Theory]
    [InlineData(Bad)]
    [InlineData("repeat.")]
    [InlineData("LAST_LETTER")]
    [InlineData("nul")]
    public void Every_command_refuses_an_adapter_with_a_bad_name_and_writes_nothing(string name)
    {
        Rename(Path.Combine(run.Final, "adapter.json"), name);
        var before = All();
        var listener = new SilentListener();
        Action[] commands =
        [
            () => ExportRun.Execute(new ExportRequest(run, [], ExportFormat.Peft, folder["out"]), listener),
            () => ExportRun.Execute(new ExportRequest(run, [], ExportFormat.Merged, folder["out"]), listener),
            () => EvaluateRun.Execute(new EvaluateRequest(config, "colora", run.Final, null, folder["out"]), listener),
            () => SimilarityRun.Execute(run),
            () => _ = GenerateRun.Execute(new GenerateRequest("", null, run.FullPath, "repeat", null, "x", PromptForm.Template, new GenerationConfig(), new EngineConfig()), listener).Count(),
            () => OnboardRun.Execute(new OnboardRequest(run, OnboardRun.ConfigFor(run, config, config with { Data = config.Data with { Preset = null, Users = ["reverse"] } }), folder["out"], ResumeMode.Refuse), listener),
            () => ClusterRun.Execute(config, run, folder["out"], ResumeMode.Refuse, listener),
            () => TrainRun.Execute(config with { Start = new StartConfig { Run = run.FullPath } }, folder["out"], ResumeMode.Refuse, listener),
        ];
        foreach (var command in commands)
        {
            var refused = Assert.Throws<InputException>(command);
            Assert.Contains("adapter.json", refused.Where);
            Assert.Contains("user name", refused.Message);
            Assert.Equal(before, All());
        }
    }

    [Theory]
    [InlineData("run.json", "users")]
    [InlineData("clusters.json", "groups")]
    [InlineData("similarity.json", "users")]
    public void Documents_with_a_bad_name_are_refused(string file, string key)
    {
        SimilarityRun.Execute(run);
        RunJson.Write(Path.Combine(run.FullPath, "clusters.json"), new ClusterPlan(run.FullPath, [["a", "b"]]));
        var path = Path.Combine(run.FullPath, file);
        var document = JsonNode.Parse(File.ReadAllText(path))!;
        var first = document[key]![0]!;
        if (first is JsonArray group) group[0] = Bad;
        else if (first is JsonObject user) user["name"] = Bad;
        else document = JsonNode.Parse(document.ToJsonString().Replace($"\"{first.GetValue<string>()}\"", $"\"{Bad}\""))!;
        File.WriteAllText(path, document.ToJsonString());
        var refused = Assert.Throws<InputException>(() =>
        {
            if (file == "run.json") RunJson.Read<RunInfo>(path);
            else if (file == "clusters.json") RunJson.Read<ClusterPlan>(path);
            else RunJson.Read<SimilarityReport>(path);
        });
        Assert.Contains(Bad, refused.Message);
    }

    [Fact]
    public void Predictions_and_presets_with_a_bad_name_are_refused()
    {
        File.WriteAllText(folder["predictions.jsonl"], $$"""{"user":"{{Bad}}","prompt":"a","text":"b","references":["b"],"nll":null,"tokens":1,"exact_match":1,"exact_match_squad":1,"rougeL":1,"prompt_cut":0}""" + "\n");
        Assert.Contains(Bad, Assert.Throws<InputException>(() => RunJson.ReadPredictions(folder["predictions.jsonl"])).Message);
        File.WriteAllText(folder["presets.json"], $$"""{"presets":[{"name":"p","collection":"letters","tasks":["{{Bad}}"]}]}""");
        Assert.Contains(Bad, Assert.Throws<InputException>(() => DataSource.Read(new DataConfig { Path = folder["data"], Preset = "p", Presets = folder["presets.json"] })).Message);
    }

    [Fact]
    public void Users_who_differ_in_case_alone_are_refused_before_anything_is_loaded()
    {
        File.WriteAllText(folder["rows.jsonl"], """
            {"user":"Alice","input":"a","output":"b"}
            {"user":"alice","input":"a","output":"b"}
            """);
        var two = new DataConfig { Path = folder["rows.jsonl"], UserColumn = "user" };
        Assert.Contains("differ in nothing but case", Assert.Throws<InputException>(() => DataSource.Read(two)).Message);
        Assert.Single(DataSource.Read(two with { Users = ["alice"] }));
    }

    public void Dispose() => folder.Dispose();

    private static void Rename(string path, string name)
    {
        var document = JsonNode.Parse(File.ReadAllText(path))!;
        document["users"]![0] = name;
        File.WriteAllText(path, document.ToJsonString());
    }

    private List<string> All() => [.. Directory.GetFileSystemEntries(folder[""], "*", SearchOption.AllDirectories), .. Directory.GetFileSystemEntries(Path.GetDirectoryName(folder[""])!, "*pwned*")];
}
