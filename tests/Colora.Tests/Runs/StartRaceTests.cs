using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Preview;
using Colora.Runs.Train;
using Colora.Synthetic.Samples;
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
        Assert.Equal(PickedFrom(choice).Loss, choice.Picked.Loss);
        Assert.All(choice.Heats, heat => Assert.InRange(heat.Loss, heat.FoldLosses.Min(), heat.FoldLosses.Max()));
        Assert.Equal(6 * (5 * 3 + (choice.Heats.Count - 5) * 9), choice.RowVisits);
        Assert.True(choice.Tokens > choice.RowVisits);
        Assert.Equal([3, 3, 3, 3, 3, 9, 9], choice.Heats.Take(7).Select(heat => heat.Steps));
        Assert.Contains(listener.Notes, note => note.StartsWith($"start: {choice.Picked.Name}, the ", StringComparison.Ordinal));

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
        Assert.Throws<OperationCanceledException>(() => TrainRun.Execute(Config(3, 3), folder["run"], ResumeMode.Refuse, listener, stop: stop.Token));
        TrainRun.Execute(Config(3, 3), folder["run"], ResumeMode.Resume, new StageListener(progress => stages.Add(progress.Stage)));
        Assert.DoesNotContain(stages, stage => stage.StartsWith("heat", StringComparison.Ordinal));
        TrainRun.Execute(Config(3, 3), folder["whole"], ResumeMode.Refuse, new SilentListener());
        Assert.Equal(File.ReadAllBytes(folder["whole", "final", "personal.safetensors"]), File.ReadAllBytes(folder["run", "final", "personal.safetensors"]));
    }

    [Fact]
    public void Halves_that_agree_pick_and_halves_that_do_not_leave_the_plainer()
    {
        StartHeat Heat(StartKind kind, double one, double other) => new(kind, 1, 1, 3, 9, (one + other) / 2) { FoldLosses = [one, other] };
        StartHeat plain = Heat(StartKind.LoraLike, 1, 1), better = Heat(StartKind.Spectral, 0.8, 0.9), lucky = Heat(StartKind.Orthonormal, 0.2, 1.1);
        Assert.Equal((better, true), (StartPick.Of([plain, better]).Heat, StartPick.Of([plain, better]).Confirmed));
        Assert.Equal((plain, false), (StartPick.Of([plain, lucky]).Heat, StartPick.Of([plain, lucky]).Confirmed));
        Assert.Equal((lucky, null), (StartPick.Of([plain with { FoldLosses = [1, double.NaN] }, lucky]).Heat, StartPick.Of([plain with { FoldLosses = [1, double.NaN] }, lucky]).Confirmed));
    }

    [Theory]
    [InlineData(12, 2)]
    [InlineData(4, 0)]
    public void Race_and_run_are_one_progress_and_the_race_costs_at_most_the_run_as_its_preview_said(int steps, int heats)
    {
        var config = Config(3, 6);
        config = config with { Start = new StartConfig { Budget = 1 }, Training = config.Training with { Steps = steps } };
        var preview = PreviewRun.Execute(config);
        Assert.Equal((heats, heats == 0 ? null : (int?)6), (preview.Race!.Heats, preview.Race.WiderRank));
        Assert.True(preview.Cost!.TotalSeconds > 0 && preview.Cost.PeakBytes >= preview.Cost.MeasuredBytes);
        Assert.Equal(heats > 0, preview.Cost.RaceSeconds > 0);

        var shares = new List<double>();
        var remaining = 0;
        TrainRun.Execute(config, folder["run"], ResumeMode.Refuse, new StageListener(progress =>
        {
            if (progress.Whole is not { } whole) return;
            shares.Add(whole);
            if (progress.Remaining is not null) remaining++;
        }));
        Assert.True(shares.Count >= (1 + Math.Sign(heats)) * steps);
        Assert.Equal(shares.Order(), shares);
        Assert.Equal((true, 1), (shares[0] <= 1.0 / steps, shares[^1]));
        Assert.All(shares.SkipLast(1), share => Assert.InRange(share, 0, 0.9999));
        Assert.True(remaining >= shares.Count - 1);

        var run = new RunDirectory(folder["run"]);
        var choice = run.ReadStart()!;
        Assert.Equal(heats, choice.Heats.Count);
        Assert.True(choice.RowVisits <= RunJson.Read<RunSummary>(run.Summary).RowVisits);
        var trained = choice.Picked.Rank == config.Adapter.Rank ? preview.Info.TrainedParameters : preview.Race.WiderTrainedParameters;
        Assert.Equal(trained, RunJson.Read<RunInfo>(run.Info).TrainedParameters);
        Assert.Equal(heats == 0 ? StartKind.LoraLike : choice.Picked.Start, run.ReadConfig().Start.Kind);
    }

    [Fact]
    public void A_wider_rank_that_may_be_picked_is_previewed_with_its_parameters()
    {
        var race = PreviewRun.Execute(Config(3, 6)).Race!;
        var wide = PreviewRun.Execute(Config(3, 6) with { Start = new StartConfig { Kind = StartKind.LoraLike }, Adapter = new AdapterConfig { Rank = 6 } });
        Assert.Null(wide.Race);
        Assert.Equal((8, 6, wide.Info.TrainedParameters), (race.Heats, race.WiderRank!.Value, race.WiderTrainedParameters!.Value));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>What the long heats say: the plainest first, then the wider one of the pick.</summary>
    private static StartHeat PickedFrom(StartChoice choice)
    {
        var order = choice.Heats.Take(5).Select(heat => (heat.Start, heat.CoreRate)).ToList();
        var narrow = StartPick.Of([.. choice.Heats.Skip(5).Take(2).OrderBy(heat => order.IndexOf((heat.Start, heat.CoreRate)))]).Heat;
        return choice.Heats.Count == 8 ? StartPick.Of([narrow, choice.Heats[7]]).Heat : narrow;
    }

    private RunConfig Config(double validation, int maxRank) => new()
    {
        Model = folder["model"],
        Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 },
        Data = new DataConfig { Path = folder["data"], Preset = SampleTasks.Preset, Validation = validation },
        Adapter = new AdapterConfig { Rank = 3 },
        Start = new StartConfig { MaxRank = maxRank, Budget = 10 },
        Training = new TrainingConfig { Steps = 9, BatchSize = 6 },
        Checkpoints = new CheckpointConfig { ValidateEvery = 9 },
    };
}
