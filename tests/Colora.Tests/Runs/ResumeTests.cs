using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Federation;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Train;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>A run that was stopped goes on to the same bytes as one that was not.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly string[] Files = ["shared.safetensors", "personal.safetensors"];

    private readonly TemporaryFolder folder = new();

    public ResumeTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        SampleTasks.Write(folder["data"], 1, users: 3, trainRows: 20, testRows: 4);
    }

    public static TheoryData<string> Variants => ["colora", "local", "pooled", "alternating", "proportional", "spectral", "federated", "auto", "averaging", "averaging renewed", "muon", "measured"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Stopping_anywhere_changes_no_byte(string variant)
    {
        var config = Config(variant);
        TrainRun.Execute(config, folder["whole"], ResumeMode.Refuse, new SilentListener());
        var sittings = folder["sittings"];
        foreach (var at in (long[])[2, 5, 11]) Stop(config, sittings, at);
        TrainRun.Execute(config, sittings, ResumeMode.Resume, new SilentListener());
        AssertEqual(sittings);
        Assert.Equal(MetricsLog.ReadLosses(folder["whole", "metrics.jsonl"]), MetricsLog.ReadLosses(Path.Combine(sittings, "metrics.jsonl")));
        Assert.Equal(14, MetricsLog.ReadLosses(Path.Combine(sittings, "metrics.jsonl")).Count);
    }

    [Theory]
    [InlineData("shared.safetensors")]
    [InlineData("optimizer.safetensors")]
    [InlineData("state.json")]
    public void A_broken_newest_checkpoint_is_reported_and_the_one_before_used(string file)
    {
        var config = Config("colora");
        TrainRun.Execute(config, folder["whole"], ResumeMode.Refuse, new SilentListener());
        Stop(config, folder["broken"], 7);
        var newest = Directory.GetDirectories(folder["broken"], "checkpoint-*").Max()!;
        Assert.Equal("checkpoint-000007", Path.GetFileName(newest));
        var path = Path.Combine(newest, file);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        var listener = new SilentListener();
        TrainRun.Execute(config, folder["broken"], ResumeMode.Resume, listener);
        Assert.Contains(listener.Notes, note => note.Contains("checkpoint 7 is broken"));
        Assert.Contains(listener.Notes, note => note.Contains("resumed after 4 steps"));
        AssertEqual(folder["broken"]);
    }

    [Fact]
    public void Validation_chooses_a_step_for_each_user()
    {
        var summary = TrainRun.Execute(Config("colora"), folder["chosen"], ResumeMode.Refuse, new SilentListener());
        Assert.Contains(summary.SharedStep!.Value, new long[] { 5, 10, 14 });
        Assert.All(summary.StepOfUser.Values, step => Assert.Contains(step, new long[] { 5, 10, 14 }));
        Assert.False(Directory.Exists(folder["chosen", "selection"]));
    }

    public void Dispose() => folder.Dispose();

    private void AssertEqual(string run)
    {
        foreach (var name in Files)
            Assert.Equal(File.ReadAllBytes(folder["whole", "final", name]), File.ReadAllBytes(Path.Combine(run, "final", name)));
    }

    private static void Stop(RunConfig config, string run, long at)
    {
        using var stop = new CancellationTokenSource();
        var listener = new SilentListener(done =>
        {
            if (done == at) stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => TrainRun.Execute(config, run, ResumeMode.Resume, listener, stop: stop.Token));
    }

    private RunConfig Config(string variant) => new()
    {
        Model = folder["model"],
        Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 },
        Data = new DataConfig { Path = folder["data"], Preset = SampleTasks.Preset, Validation = 0.2 },
        Adapter = new AdapterConfig
        {
            Method = variant switch { "local" => new LocalMethod(), "pooled" => new PooledMethod(), _ => new ColoraMethod() },
            Rank = 3,
            Dropout = 0.1,
        },
        Rounds = variant == "federated" ? new RoundsConfig { Rounds = 4, LocalSteps = 3, RefitSteps = 2, Participation = 0.7, DropOut = 0.2, Regauge = true } : new RoundsConfig(),
        Server = variant.StartsWith("averaging", StringComparison.Ordinal) ? new ServerConfig() : new ServerConfig { Kind = ServerKind.Momentum },
        Averaging = variant switch
        {
            "averaging" => new AveragingConfig { Every = 3 },
            "averaging renewed" => new AveragingConfig { Every = 2, Moments = CopyMoments.Renewed },
            _ => new AveragingConfig(),
        },
        Optimizer = variant == "muon" ? new OptimizerConfig { Momentum = 0.9 } : new OptimizerConfig(),
        Start = new StartConfig { Kind = variant switch { "spectral" => StartKind.Spectral, "auto" => StartKind.Auto, "measured" => StartKind.LoraLike, _ => StartKind.OrthogonalMix }, Budget = variant == "auto" ? 1 : 0 },
        Training = new TrainingConfig
        {
            Steps = 14,
            BatchSize = 2,
            GradientAccumulation = 2,
            Phases = variant == "alternating" ? "SSBSSA" : "joint",
            Sampling = variant == "proportional" ? Sampling.Proportional : Sampling.Balanced,
            Seed = 3,
        },
        Checkpoints = new Colora.Checkpoints.CheckpointConfig { Every = 4, ValidateEvery = 5, Keep = 3 },
    };
}
