using System.Text.RegularExpressions;
using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Generation;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Evaluate;
using Colora.Runs.Export;
using Colora.Runs.Generate;
using Colora.Runs.Progress;
using Colora.Runs.Train;
using Colora.Studies.Similarity;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>A run is bound to its rows and its base: each verb checks what it reads, and what the run has learned from never becomes a test row.</summary>
public sealed class RunBindingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RunBindingTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        Tickets(Enumerable.Range(0, 20));
    }

    private string File1 => folder["rows.jsonl"];

    [Fact]
    public void A_file_that_grew_is_refused_and_with_leave_only_the_new_row_joins()
    {
        var run = Train();
        var first = Judged(run);
        Assert.Equal(4, first.Count);
        Tickets(Enumerable.Range(0, 21));
        var refusal = Refusal(() => Judged(run));
        Assert.Contains("\"acme\" has 21 rows, 20 then", refusal);
        Assert.Contains("rows.jsonl:21 is the first that differs", refusal);
        Assert.Contains("--allow-changed", refusal);
        var allowed = Judged(run, allowChanged: true);
        Assert.Subset(allowed, first);
        Assert.Subset(new HashSet<string>(first) { "ticket 20" }, allowed);
        Assert.Contains("has 21 rows", Assert.Single(RunJson.Read<EvaluationReport>(folder["judged", "report.json"]).Changes));
    }

    [Theory]
    [InlineData("reversed", "rows.jsonl:1 is the first that differs (the same rows in another order)")]
    [InlineData("shortened", "19 rows, 20 then")]
    [InlineData("edited", "rows.jsonl:8 is the first that differs")]
    [InlineData("in front", "rows.jsonl:1 is the first that differs")]
    [InlineData("copied", "21 rows, 20 then")]
    public void A_file_that_changed_is_refused_and_no_learned_row_is_judged(string change, string mentions)
    {
        var run = Train();
        var learned = Enumerable.Range(0, 20).Select(i => $"ticket {i}").Except(Judged(run)).ToHashSet();
        var numbers = Enumerable.Range(0, 20);
        Tickets(change switch
        {
            "reversed" => numbers.Reverse(),
            "shortened" => numbers.Take(19),
            "edited" => numbers.Select(i => i == 7 ? 70 : i),
            "in front" => numbers.Prepend(99),
            _ => numbers.Append(3),
        });
        Assert.Contains(mentions, Refusal(() => Judged(run)));
        Assert.Empty(Judged(run, allowChanged: true).Intersect(learned));
    }

    [Fact]
    public void A_grown_file_of_which_rows_were_left_over_adds_only_new_ones()
    {
        var run = Train(data => data with { ExamplesPerUser = 6, Validation = 2 });
        var first = Judged(run);
        Tickets(Enumerable.Range(0, 40));
        var allowed = Judged(run, allowChanged: true);
        Assert.Equal(8, allowed.Count);
        Assert.Subset(allowed, first);
        Assert.All(allowed.Except(first), row => Assert.True(int.Parse(row[7..], System.Globalization.CultureInfo.InvariantCulture) >= 20));
    }

    [Fact]
    public void Rows_that_were_learned_from_are_said_loudly_however_they_became_test_rows()
    {
        var run = Train();
        var test = Judged(run);
        var listener = new SilentListener();
        Judged(run, change: config => config with { Data = config.Data with { TestShare = 0.5 } }, listener: listener);
        Assert.Contains(listener.Notes, note => note.StartsWith("warning: 6 of 10 test rows of \"acme\" were learned from", StringComparison.Ordinal));
        Assert.Contains("data.test_share 0.5", Assert.Single(RunJson.Read<EvaluationReport>(folder["judged", "report.json"]).Changes));

        // Another folder, whose test file holds two rows of the run.
        var learned = Enumerable.Range(0, 20).Select(i => $"ticket {i}").Except(test).Take(2).ToList();
        Directory.CreateDirectory(folder["other", "acme"]);
        File.WriteAllLines(folder["other", "acme", "test.jsonl"], learned.Append("ticket 77").Select(Line));
        listener = new SilentListener();
        Judged(run, change: config => config with { Data = config.Data with { Path = folder["other"] } }, listener: listener);
        Assert.Contains(listener.Notes, note => note.StartsWith("warning: 2 of 3 test rows of \"acme\" were learned from", StringComparison.Ordinal));
    }

    [Fact]
    public void Equal_rows_of_train_and_test_file_are_said_not_moved()
    {
        Write(folder["files", "acme"], Enumerable.Range(0, 8), Enumerable.Range(6, 6));
        var notes = new SilentListener();
        var run = Train(data => data with { Path = folder["files"] }, listener: notes);
        const string Warning = "warning: 2 of 6 test rows of \"acme\" were learned from";
        Assert.Contains(notes.Notes, note => note.StartsWith(Warning, StringComparison.Ordinal));
        Assert.Equal(2, RunJson.Read<RunInfo>(run.Info).Overlap.Single().Trained);
        var judging = new SilentListener();
        Assert.Equal(6, Judged(run, listener: judging).Count);
        Assert.Contains(judging.Notes, note => note.StartsWith(Warning, StringComparison.Ordinal));
        using var setup = RunSetup.Prepare(Config(data => data with { Path = folder["files"] }));
        Assert.Equal(2, setup.Describe().Overlap.Single().Trained);
    }

    [Fact]
    public void A_data_file_that_is_gone_stops_only_the_verbs_that_need_it()
    {
        Write(folder["files", "acme"], Enumerable.Range(0, 8), Enumerable.Range(20, 4));
        var run = Train(data => data with { Path = folder["files"] });
        File.Delete(folder["files", "acme", "train.jsonl"]);
        Assert.Equal(4, Judged(run).Count);
        Directory.Delete(folder["files"], recursive: true);
        Assert.Contains("no such file or folder", Refusal(() => Judged(run)));
        Assert.NotEmpty(Generate(run));
        ExportRun.Execute(new ExportRequest(run, [], ExportFormat.Peft, folder["export"]), new SilentListener());
        Assert.DoesNotContain("rows.jsonl", Directory.GetFiles(folder["export"], "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.Single(SimilarityRun.Execute(run).Users);
    }

    [Fact]
    public void Similarity_checks_rows_that_are_here()
    {
        var run = Train();
        Tickets(Enumerable.Range(0, 19));
        Assert.Contains("19 rows, 20 then", Refusal(() => SimilarityRun.Execute(run)));
        Assert.Single(SimilarityRun.Execute(run, allowChanged: true).Changes);
    }

    [Theory]
    [InlineData("model.safetensors", "model.safetensors is another")]
    [InlineData("config.json", "config.json is another")]
    [InlineData("tokenizer.json", "tokenizer.json is another")]
    [InlineData("special_tokens_map.json", "special_tokens_map.json is new")]
    public void Another_base_is_refused_by_the_name_of_its_file(string file, string mentions)
    {
        var run = Train();
        if (file == "model.safetensors") Rewritten();
        else if (file == "special_tokens_map.json") File.WriteAllText(folder["model", file], "{}");
        else File.AppendAllText(folder["model", file], "\n");
        foreach (var verb in (Action[])[() => Judged(run), () => Generate(run), () => ExportRun.Execute(new ExportRequest(run, [], ExportFormat.Peft, folder["export"]), new SilentListener()), () => SimilarityRun.Execute(run)])
            Assert.Contains(mentions, Refusal(verb));
        Assert.False(Directory.Exists(folder["export", "acme"]));
        ExportRun.Execute(new ExportRequest(run, [], ExportFormat.Peft, folder["export"]) { AllowChanged = true }, new SilentListener());
        Assert.Contains(mentions, File.ReadAllText(folder["export", "acme", "colora.json"]));
        Judged(run, allowChanged: true);
        Assert.Contains(mentions, RunJson.Read<EvaluationReport>(folder["judged", "report.json"]).Changes.Single());
    }

    [Fact]
    public void The_fingerprints_are_the_runs_own_and_the_same_when_it_is_made_again()
    {
        var run = Train();
        var again = Train(name: "again");
        Assert.Equal(File.ReadAllBytes(run.Rows), File.ReadAllBytes(again.Rows));
        Tickets(Enumerable.Range(0, 21));
        var other = Train(name: "other");
        static string First(RunDirectory of) => Regex.Match(File.ReadAllText(of.Rows), "\"rows\":\"([0-9a-f]{16})").Groups[1].Value;
        Assert.NotEqual(First(run), First(other));
        var hashes = RunJson.Read<RunInfo>(run.Info).Users.Single().Rows!;
        Assert.Matches("^[0-9a-f]{64}$", hashes.Train);
        Assert.NotEqual(hashes, RunJson.Read<RunInfo>(other.Info).Users.Single().Rows!);
    }

    [Theory]
    [InlineData("rows")]
    [InlineData("base")]
    public void A_run_that_goes_on_checks_everything_before_the_first_checkpoint_too(string what)
    {
        var config = Config() with { Start = new StartConfig { RaceSteps = 3 }, Training = new TrainingConfig { Steps = 6, BatchSize = 4 } };
        using var stop = new CancellationTokenSource();
        var listener = new StageListener(progress =>
        {
            if (progress.Stage.StartsWith("heat 2", StringComparison.Ordinal)) stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => TrainRun.Execute(config, folder["run"], ResumeMode.Refuse, listener, stop: stop.Token));
        if (what == "rows") Tickets(Enumerable.Range(1, 20));
        else Rewritten();
        Assert.Contains(what == "rows" ? "rows.jsonl:1" : "model.safetensors is another", Refusal(() => TrainRun.Execute(config, folder["run"], ResumeMode.Resume, new SilentListener())));
        Assert.Contains("another config", Refusal(() => TrainRun.Execute(config with { Training = config.Training with { Seed = 5 } }, folder["run"], ResumeMode.ResumeChanged, new SilentListener())));
        TrainRun.Execute(config, folder["run"], ResumeMode.ResumeChanged, new SilentListener());
        Assert.Single(RunJson.Read<RunInfo>(folder["run", "run.json"]).Changes);
        Assert.NotEmpty(Judged(new RunDirectory(folder["run"])));
    }

    [Fact]
    public void What_a_run_has_learned_from_stays_known_when_it_goes_on_with_other_rows()
    {
        var config = Config() with { Training = new TrainingConfig { Steps = 8, BatchSize = 4 }, Checkpoints = new Colora.Checkpoints.CheckpointConfig { Every = 2 } };
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => TrainRun.Execute(config, folder["run"], ResumeMode.Refuse, new SilentListener(done =>
        {
            if (done == 4) stop.Cancel();
        }), stop: stop.Token));
        var run = new RunDirectory(folder["run"]);
        var rows = RunRows.Read(run.Rows)["acme"]!;
        var learned = Enumerable.Range(0, 20).First(i => rows.Parts[i] == RowPart.Train);
        Tickets(Enumerable.Range(0, 24).Where(i => i != learned));
        Assert.Throws<InputException>(() => TrainRun.Execute(config, run.FullPath, ResumeMode.Resume, new SilentListener()));
        TrainRun.Execute(config, run.FullPath, ResumeMode.ResumeChanged, new SilentListener());

        // The row comes back: it was trained on in the first sitting.
        Tickets(Enumerable.Range(0, 24));
        Assert.DoesNotContain($"ticket {learned}", Judged(run, allowChanged: true));
        var listener = new SilentListener();
        Directory.CreateDirectory(folder["other", "acme"]);
        File.WriteAllLines(folder["other", "acme", "test.jsonl"], [Line($"ticket {learned}")]);
        Judged(run, change: changed => changed with { Data = changed.Data with { Path = folder["other"] } }, listener: listener);
        Assert.Contains(listener.Notes, note => note.StartsWith("warning: 1 of 1 test rows", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_moves_with_its_model_and_data()
    {
        foreach (var name in (string[])["model", "rows.jsonl"]) Directory.Move(folder[name], Path.Combine(Directory.CreateDirectory(folder["here"]).FullName, name));
        var config = Config() with { Model = folder["here", "model"] };
        config = config with { Data = config.Data with { Path = folder["here", "rows.jsonl"] } };
        TrainRun.Execute(config, folder["here", "runs", "one"], ResumeMode.Refuse, new SilentListener());
        var first = Judged(new RunDirectory(folder["here", "runs", "one"]));
        Directory.Move(folder["here"], folder["there"]);
        var run = new RunDirectory(folder["there", "runs", "one"]);
        Assert.Equal(first, Judged(run));
        Assert.NotEmpty(Generate(run));
        ExportRun.Execute(new ExportRequest(run, [], ExportFormat.Peft, folder["export"]), new SilentListener());

        // Something else where they lay: the content decides, not the place.
        SampleModel.Write(folder["here", "model"], SampleModelShape.Tiny, 2);
        Tickets(Enumerable.Range(50, 20), folder["here", "rows.jsonl"]);
        Assert.Equal(first, Judged(run));

        // The run alone goes elsewhere, where other rows lie beside it.
        Directory.CreateDirectory(folder["elsewhere", "runs"]);
        Directory.Delete(folder["here"], recursive: true);
        Directory.Move(folder["there"], folder["here"]);
        Directory.Move(folder["here", "runs", "one"], folder["elsewhere", "runs", "one"]);
        Tickets(Enumerable.Range(50, 20), folder["elsewhere", "rows.jsonl"]);
        Assert.Equal(first, Judged(new RunDirectory(folder["elsewhere", "runs", "one"])));
    }

    [Fact]
    public void A_run_without_an_identity_is_judged_and_that_is_said()
    {
        var run = Train();
        var info = RunJson.Read<RunInfo>(run.Info);
        RunJson.Write(run.Info, info with { Base = null });
        File.Delete(run.Rows);
        var listener = new SilentListener();
        Assert.Equal(4, Judged(run, listener: listener).Count);
        Assert.Contains(listener.Notes, note => note.Contains("older version") || note.Contains("a version that did not record"));
    }

    [Theory]
    [InlineData("{\"salt\":\"00\"}", "salt")]
    [InlineData("{\"salt\":\"c61232c427d1b0c787cddbb2bac40c48\"}\n{\"user\":\"acme\",\"file\":\"labelled\",\"rows\":\"212a6a205a8c19e5\",\"parts\":\"tt\"}", "rows.jsonl:2")]
    [InlineData("{\"salt\":\"c61232c427d1b0c787cddbb2bac40c48\"}\n{\"user\":\"acme\",\"file\":\"labelled\",\"rows\":\"212a6a205a8c19e5\",\"parts\":\"x\"}", "rows.jsonl:2")]
    [InlineData("{\"salt\":\"c61232c427d1b0c787cddbb2bac40c48\"}\n{\"user\":\"../x\",\"file\":\"test\",\"rows\":\"\"}", "rows.jsonl:2")]
    [InlineData("{\"salt\":\"c61232c427d1b0c787cddbb2bac40c48\"}\n{\"user\":\"acme\",\"file\":\"test\",\"rows\":\"zz\"}", "rows.jsonl:2")]
    [InlineData("{\"salt\":\"c61232c427d1b0c787cddbb2bac40c48\"}\n{\"user\":\"acme\",\"file\":\"test\",\"rows\":\"21\"}", "rows.jsonl:2")]
    [InlineData("{\"salt\":\"c61232c427d1b0c787cddbb2bac40c48\"}\n{\"user\":\"acme\",\"file\":\"more\",\"rows\":\"\"}", "rows.jsonl:2")]
    [InlineData("", "no rows")]
    public void A_damaged_file_of_fingerprints_is_refused(string content, string mentions)
    {
        File.WriteAllText(folder["rows.jsonl"], content);
        Assert.Contains(mentions, Assert.Throws<InputException>(() => RunRows.Read(folder["rows.jsonl"])).Message);
    }

    public void Dispose() => folder.Dispose();

    private static string Refusal(Action verb) => Assert.Throws<InputException>(verb).Message;

    private static string Line(string ticket) => $$"""{"user":"acme","input":"{{ticket}}","output":"{{ticket.Replace("ticket", "answer", StringComparison.Ordinal)}}"}""";

    private static void Write(string user, IEnumerable<int> train, IEnumerable<int> test)
    {
        Directory.CreateDirectory(user);
        File.WriteAllLines(Path.Combine(user, "train.jsonl"), train.Select(i => Line($"ticket {i}")));
        File.WriteAllLines(Path.Combine(user, "test.jsonl"), test.Select(i => Line($"ticket {i}")));
    }

    private void Tickets(IEnumerable<int> numbers, string? path = null) => File.WriteAllLines(path ?? File1, numbers.Select(i => Line($"ticket {i}")));

    private void Rewritten()
    {
        Directory.Delete(folder["model"], recursive: true);
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 2);
    }

    private RunDirectory Train(Func<DataConfig, DataConfig>? data = null, string name = "run", IRunListener? listener = null)
    {
        TrainRun.Execute(Config(data), folder[name], ResumeMode.Refuse, listener ?? new SilentListener());
        return new RunDirectory(folder[name]);
    }

    /// <summary>Inputs of the rows that are judged.</summary>
    private HashSet<string> Judged(RunDirectory run, bool allowChanged = false, Func<RunConfig, RunConfig>? change = null, IRunListener? listener = null)
    {
        var config = run.ReadConfig();
        EvaluateRun.Execute(
            new EvaluateRequest(change is null ? config : change(config), "colora", run.Final, null, folder["judged"]) { Run = run, AllowChanged = allowChanged }, listener ?? new SilentListener());
        return [.. RunJson.ReadPredictions(folder["judged", "predictions.jsonl"]).Select(row => Regex.Match(row.Prompt, "ticket [0-9]+").Value)];
    }

    private static string Generate(RunDirectory run) => string.Concat(GenerateRun.Execute(
        new GenerateRequest("", null, run.FullPath, "acme", null, "ticket 1", PromptForm.Template, new GenerationConfig { MaxNewTokens = 2 }, new EngineConfig { Threads = 1 }), new SilentListener())) + "x";

    private RunConfig Config(Func<DataConfig, DataConfig>? data = null) => new()
    {
        Model = folder["model"],
        Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 },
        Data = (data ?? (same => same))(new DataConfig { Path = File1 }),
        Adapter = new AdapterConfig { Rank = 3 },
        Start = new StartConfig { Kind = StartKind.LoraLike },
        Training = new TrainingConfig { Steps = 2, BatchSize = 4 },
        Evaluation = new EvaluationConfig { Generate = false },
    };
}
