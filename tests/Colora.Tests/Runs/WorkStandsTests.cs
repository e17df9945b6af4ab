using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Evaluate;
using Colora.Runs.Train;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>What comes after the work, or was kept from before, may fail: the work stands, and a line says what is missing.</summary>
public sealed class WorkStandsTests : IDisposable
{
    private static readonly string[] Factors = [AdapterFiles.SharedName, AdapterFiles.PersonalName];

    private readonly TemporaryFolder folder = new();

    public WorkStandsTests() => SampleRuns.Write(folder, users: 3, trainRows: 12, testRows: 4);

    [Fact]
    public void A_model_card_that_cannot_be_written_costs_no_run()
    {
        TrainRun.Execute(Config(), folder["whole"], ResumeMode.Refuse, new SilentListener());
        var listener = new SilentListener(_ => Directory.CreateDirectory(folder["run", "README.md"]));
        TrainRun.Execute(Config(), folder["run"], ResumeMode.Refuse, listener);
        Assert.Single(listener.Notes, note => note.StartsWith("model card left out: ", StringComparison.Ordinal));
        AssertSame(folder["whole", "final"], folder["run", "final"]);
        Assert.True(new RunDirectory(folder["run"]).IsFinished);
    }

    [Fact]
    public void Damaged_steps_are_left_out_of_the_choice()
    {
        var listener = new SilentListener(done =>
        {
            if (done != 8) return;
            foreach (var step in (string[])["step-000003", "step-000006"]) Damage(folder["run", "selection", step, AdapterFiles.SharedName]);
        });
        var summary = TrainRun.Execute(Config(), folder["run"], ResumeMode.Refuse, listener);
        Assert.Contains("left out of the choice by validation, for their files are damaged or lost: steps 3, 6", listener.Notes);
        Assert.Equal(9, summary.SharedStep);
        Assert.All(summary.StepOfUser.Values, step => Assert.Equal(9, step));
        AssertSame(folder["run", "checkpoint-000009"], folder["run", "final"]);
    }

    [Fact]
    public void Where_every_step_is_lost_the_last_one_is_what_is_left()
    {
        var summary = Resumed(Stopped(8), () => Directory.Delete(folder["stopped", "selection"], recursive: true), out var notes);
        Assert.Contains("left out of the choice by validation, for their files are damaged or lost: steps 3, 6", notes);
        Assert.Equal(9, summary.SharedStep);
        AssertSame(folder["stopped", "checkpoint-000009"], folder["stopped", "final"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_race_whose_file_is_lost_is_run_again_and_a_damaged_one_is_refused(bool hasEnded)
    {
        var config = Config() with { Start = new StartConfig { Budget = 1 } };
        TrainRun.Execute(config, folder["whole"], ResumeMode.Refuse, new SilentListener());
        var picked = new RunDirectory(folder["whole"]).ReadStart()!.Picked;
        if (hasEnded) TrainRun.Execute(config, folder["stopped"], ResumeMode.Refuse, new SilentListener());
        else Stopped(2, config);
        var path = folder["stopped", "start.json"];
        var refused = Assert.Throws<InputException>(() => Resumed(config, () => File.WriteAllText(path, "{\"picked\":"), out _));
        Assert.Equal(($"{path}:1", "delete it: the race is then run again, and picks the same"), (refused.Where, refused.Remedy));
        Resumed(config, () => File.Delete(path), out _);
        Assert.Equal(picked.Name, new RunDirectory(folder["stopped"]).ReadStart()!.Picked.Name);
        AssertSame(folder["whole", "final"], folder["stopped", "final"]);
        Assert.Equal(File.ReadAllText(folder["whole", "run.json"]).Replace("whole", "stopped", StringComparison.Ordinal), File.ReadAllText(folder["stopped", "run.json"]));
    }

    [Theory]
    [InlineData("summary.json")]
    [InlineData("validation.jsonl")]
    [InlineData("run.json")]
    public void A_place_that_the_end_needs_is_looked_at_before_the_first_step(string name)
    {
        var config = Stopped(4);
        File.Delete(folder["stopped", name]);
        Directory.CreateDirectory(folder["stopped", name]);
        var steps = 0;
        Assert.Equal(folder["stopped", name], Assert.Throws<InputException>(() => TrainRun.Execute(config, folder["stopped"], ResumeMode.Resume, new SilentListener(_ => steps++))).Where);
        Assert.Equal(0, steps);
    }

    [Fact]
    public void An_evaluation_looks_for_its_places_before_it_judges()
    {
        Directory.CreateDirectory(folder["judged", "report.json"]);
        Assert.Contains("report.json is a folder", Assert.Throws<InputException>(() => EvaluateRun.Execute(new EvaluateRequest(Config(), "base", null, null, folder["judged"]), new SilentListener())).Message);
        Assert.False(File.Exists(folder["judged", "predictions.jsonl"]));
    }

    public void Dispose() => folder.Dispose();

    private RunConfig Config() => SampleRuns.Config(folder) with { Start = new StartConfig { Kind = StartKind.LoraLike }, Optimizer = new OptimizerConfig { LearningRate = 3e-2, CoreLearningRate = 3e-2 }, Training = new TrainingConfig { Steps = 9, BatchSize = 4 } };

    private RunConfig Stopped(long at, RunConfig? asked = null)
    {
        var config = asked ?? Config();
        using var stop = new CancellationTokenSource();
        var listener = new SilentListener(done =>
        {
            if (done == at) stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => TrainRun.Execute(config, folder["stopped"], ResumeMode.Refuse, listener, stop: stop.Token));
        return config;
    }

    private RunSummary Resumed(RunConfig config, Action damage, out IReadOnlyList<string> notes)
    {
        damage();
        var listener = new SilentListener();
        var summary = TrainRun.Execute(config, folder["stopped"], ResumeMode.Resume, listener);
        notes = listener.Notes;
        return summary;
    }

    private static void Damage(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static void AssertSame(string expected, string found)
    {
        foreach (var name in Factors) Assert.Equal(File.ReadAllBytes(Path.Combine(expected, name)), File.ReadAllBytes(Path.Combine(found, name)));
    }
}
