using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Runs;
using Colora.Samples;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>The race for the start picks what its long heats say, and the run is the one that this start would have been.</summary>
public sealed class StartRaceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public StartRaceTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        SampleTasks.Write(folder["data"], 1, users: 3, trainRows: 20, testRows: 4);
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(3, 6)]
    [InlineData(3, 5)]
    public void The_run_is_that_of_the_picked_start(double validation, int maxRank)
    {
        var config = Config(validation, maxRank);
        var listener = new SilentListener();
        TrainRun.Execute(config, folder["raced"], ResumeMode.Refuse, listener);
        var choice = new RunDirectory(folder["raced"]).ReadStart()!;
        Assert.InRange(choice.Agreement!.Within, -1, 1);
        Assert.Contains("halves of one user agree by", choice.Sentence());
        Assert.Equal(maxRank == 6 ? 8 : 7, choice.Heats.Count);
        Assert.Equal(choice.Heats.Skip(5).Min(heat => heat.Loss), choice.Picked.Loss);
        Assert.Equal([3, 3, 3, 3, 3, 9, 9], choice.Heats.Take(7).Select(heat => heat.Steps));
        Assert.Contains(listener.Notes, note => note.StartsWith($"start: {choice.Picked.Name}, the best of", StringComparison.Ordinal));

        var picked = new RunDirectory(folder["raced"]).ReadConfig();
        Assert.Equal(choice.Picked.Rank, picked.Adapter.Rank);
        Assert.Equal(config.Adapter.Scaling, picked.Adapter.Scaling, 12);
        TrainRun.Execute(picked, folder["given"], ResumeMode.Refuse, new SilentListener());
        foreach (var name in (string[])["shared.safetensors", "personal.safetensors"])
            Assert.Equal(File.ReadAllBytes(folder["given", "final", name]), File.ReadAllBytes(folder["raced", "final", name]));

        // With validation rows a long heat of the run's length is the run itself.
        if (validation > 0) Assert.Equal(choice.Picked.Loss, MetricsLog.ReadValidation(folder["raced", "metrics.jsonl"])[^1].Loss, 9);
    }

    [Fact]
    public void A_race_that_was_run_is_not_run_again()
    {
        using var stop = new CancellationTokenSource();
        var stages = new List<string>();
        var listener = new StageListener(progress =>
        {
            if (progress is { Stage: "training", Done: 4 }) stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => TrainRun.Execute(Config(3, 3), folder["run"], ResumeMode.Refuse, listener, stop.Token));
        TrainRun.Execute(Config(3, 3), folder["run"], ResumeMode.Resume, new StageListener(progress => stages.Add(progress.Stage)));
        Assert.DoesNotContain(stages, stage => stage.StartsWith("heat", StringComparison.Ordinal));
        TrainRun.Execute(Config(3, 3), folder["whole"], ResumeMode.Refuse, new SilentListener());
        Assert.Equal(File.ReadAllBytes(folder["whole", "final", "personal.safetensors"]), File.ReadAllBytes(folder["run", "final", "personal.safetensors"]));
    }

    public void Dispose() => folder.Dispose();

    private RunConfig Config(double validation, int maxRank) => new()
    {
        Model = folder["model"],
        Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 },
        Data = new DataConfig { Path = folder["data"], Preset = SampleTasks.Preset, Validation = validation },
        Adapter = new AdapterConfig { Rank = 3 },
        Start = new StartConfig { MaxRank = maxRank },
        Training = new TrainingConfig { Steps = 9, BatchSize = 6 },
        Checkpoints = new CheckpointConfig { ValidateEvery = 9 },
    };
}
