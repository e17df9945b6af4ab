using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Federation;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Preview;
using Colora.Runs.Train;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>What a preview says of the cores is what the run then says and does.</summary>
public sealed class CorePlanTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CorePlanTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        SampleTasks.Write(folder["data"], 1, users: 3, trainRows: 20, testRows: 4);
    }

    public static TheoryData<string, string> Cases => new()
    {
        { "measured", "cores are tied for 2 of 10 steps, then move as far as halves of up to 2 rows of each user agree" },
        { "short", "a tenth of the run's 54 rows is less than 2 rows of each of 3 users" },
        { "whole", "cores are free (cores.freedom = whole)" },
        { "none", "cores are tied (cores.freedom = none)" },
        { "rounds", "cores are free: they are measured with the lora-like start, in one place" },
        { "start", "cores are free: they are measured with the lora-like start, in one place" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_done_with_cores_is_said_before_and_done(string name, string says)
    {
        var config = Config(name);
        var preview = PreviewRun.Execute(config);
        var line = Assert.Single(preview.Course, line => line.Contains(says, StringComparison.Ordinal));
        var listener = new SilentListener();
        TrainRun.Execute(config, folder["run"], ResumeMode.Refuse, listener);
        Assert.Contains(line, listener.Notes);
        Assert.Contains(preview.Course[0], listener.Notes);
        Assert.StartsWith("muon moves A and B by at most 0.001 a step", preview.Course[0], StringComparison.Ordinal);

        var run = new RunDirectory(folder["run"]);
        var summary = RunJson.Read<RunSummary>(run.Summary);
        Assert.Equal(name == "measured", summary.CoreFreedom is not null);
        Assert.Equal((name == "measured" ? 66 : 6 * config.Training.Steps, true), (summary.RowVisits, summary.Steps == config.Training.Steps));
    }

    [Fact]
    public void Methods_without_cores_say_nothing_of_them() =>
        Assert.Single(PreviewRun.Execute(Config("measured") with { Adapter = new AdapterConfig { Rank = 3, Method = new LocalMethod() } }).Course);

    public void Dispose() => folder.Dispose();

    private RunConfig Config(string name) => new()
    {
        Model = folder["model"],
        Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 },
        Data = new DataConfig { Path = folder["data"], Preset = SampleTasks.Preset },
        Adapter = new AdapterConfig { Rank = 3 },
        Start = new StartConfig { Kind = name == "start" ? StartKind.Orthonormal : StartKind.LoraLike },
        Cores = new CoresConfig { Freedom = name switch { "whole" => CoreFreedom.Whole, "none" => CoreFreedom.None, _ => CoreFreedom.Measured } },
        Rounds = name == "rounds" ? new RoundsConfig { Rounds = 5, LocalSteps = 2 } : new RoundsConfig(),
        Training = new TrainingConfig { Steps = name == "short" ? 9 : 10, BatchSize = 6 },
        Checkpoints = new CheckpointConfig { ValidateEvery = 10 },
    };
}
