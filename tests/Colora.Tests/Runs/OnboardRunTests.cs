using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Datasets;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Onboard;
using Colora.Runs.Train;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>Newcomers train cores alone, on shared factors that stay as they are to the byte.</summary>
public sealed class OnboardRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public OnboardRunTests()
    {
        SampleRuns.Write(folder, users: 6, trainRows: 20, testRows: 4);
        TrainRun.Execute(Config(User(0), User(1), User(2), User(3)), folder["run"], ResumeMode.Refuse, new SilentListener());
    }

    [Fact]
    public void Cores_are_learned_and_the_shared_factors_stay()
    {
        var run = new RunDirectory(folder["run"]);
        var bytes = File.ReadAllBytes(Path.Combine(run.Final, AdapterFiles.SharedName));
        var report = OnboardRun.Execute(new OnboardRequest(run, Newcomers(User(4), User(5)), folder["new"], ResumeMode.Refuse), new SilentListener());
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(run.Final, AdapterFiles.SharedName)));
        Assert.Equal(bytes, File.ReadAllBytes(folder["new", "final", AdapterFiles.SharedName]));
        Assert.Equal([User(4), User(5)], report.Users.Select(user => user.User));
        Assert.Equal(4, report.KnownFit.Count);
        Assert.All(report.Users.Select(user => user.Fit).Concat(report.KnownFit.Values), fit => Assert.InRange(fit, 1e-6, 1));

        // Training lowers the loss of what was begun with: the best core of the run.
        var losses = MetricsLog.ReadLosses(folder["new", "metrics.jsonl"]);
        Assert.True(losses.TakeLast(5).Average(row => row.Loss) < losses.Take(5).Average(row => row.Loss));

        // The distribution of the known users is kept: a second call needs none of their rows.
        Directory.Delete(folder["data", SampleTasks.Collection, User(0)], recursive: true);
        var again = OnboardRun.Execute(new OnboardRequest(run, Newcomers(User(5)), folder["again"], ResumeMode.Refuse), new SilentListener());
        Assert.Equal(report.KnownFit, again.KnownFit);
        Assert.Equal(report.Users[1].Fit, again.Users[0].Fit, 9);
    }

    [Fact]
    public void What_is_kept_for_the_next_newcomers_may_fail()
    {
        Directory.CreateDirectory(folder["run", "subspace.json"]);
        var listener = new SilentListener();
        var report = OnboardRun.Execute(new OnboardRequest(new RunDirectory(folder["run"]), Newcomers(User(4)), folder["new"], ResumeMode.Refuse), listener);
        Assert.Equal(4, report.KnownFit.Count);
        Assert.Single(listener.Notes, note => note.StartsWith(folder["run", "subspace.json"] + " left out: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_known_user_and_a_run_without_cores_are_refused()
    {
        var run = new RunDirectory(folder["run"]);
        Assert.Contains($"\"{User(1)}\" is in the run already", Assert.Throws<InputException>(() => OnboardRun.Execute(new OnboardRequest(run, Newcomers(User(1)), folder["new"], ResumeMode.Refuse), new SilentListener())).Message);
        TrainRun.Execute(Config(User(0), User(1)) with { Adapter = new AdapterConfig { Method = new LocalMethod(), Rank = 3 } }, folder["local"], ResumeMode.Refuse, new SilentListener());
        var local = new RunDirectory(folder["local"]);
        var config = OnboardRun.ConfigFor(local, local.ReadConfig(), Given(User(4)));
        Assert.Contains("without personal cores", Assert.Throws<InputException>(() => OnboardRun.Execute(new OnboardRequest(local, config, folder["new"], ResumeMode.Refuse), new SilentListener())).Message);
    }

    [Fact]
    public void Who_joins_diagonal_cores_gets_a_diagonal()
    {
        var config = Config(User(0), User(1), User(2));
        TrainRun.Execute(config with { Adapter = config.Adapter with { Method = new ColoraDiagMethod() } }, folder["diag"], ResumeMode.Refuse, new SilentListener());
        var run = new RunDirectory(folder["diag"]);
        var report = OnboardRun.Execute(new OnboardRequest(run, OnboardRun.ConfigFor(run, run.ReadConfig(), Given(User(4))), folder["new"], ResumeMode.Refuse), new SilentListener());
        using var setup = RunSetup.Prepare(new RunDirectory(folder["new"]).ReadConfig());
        Assert.Equal(3 * setup.Layout.Modules.Count, report.ParametersPerUser);
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var weights = AdapterFiles.Read(folder["new", "final"], setup.Model.Network);
        Assert.True(weights.Layout.Ownership.IsDiagonal);
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            var core = weights[FactorKind.S].View(module, 0).data<float>().ToArray();
            Assert.All(core.Where((_, at) => at % 4 != 0), value => Assert.Equal(0, value));
            Assert.All(core.Where((_, at) => at % 4 == 0), value => Assert.NotEqual(0, value));
        }

        // Full cores cannot join diagonal ones, nor these full ones.
        var full = OnboardRun.ConfigFor(run, run.ReadConfig(), Given(User(5)));
        Assert.Contains("diagonal cores", Assert.Throws<InputException>(() => TrainRun.Execute(full with { Adapter = full.Adapter with { Method = new ColoraMethod() } }, folder["other"], ResumeMode.Refuse, new SilentListener())).Message);
    }

    public void Dispose() => folder.Dispose();

    private string User(int number) => PresetsFile.Read(folder["data", PresetsFile.FileName])[SampleTasks.Preset].Tasks[number];

    private RunConfig Newcomers(params string[] users)
    {
        var run = new RunDirectory(folder["run"]);
        return OnboardRun.ConfigFor(run, run.ReadConfig(), Given(users));
    }

    private RunConfig Given(params string[] users) => new()
    {
        Data = new DataConfig { Path = folder["data"], Users = users, ExamplesPerUser = 8 },
        Training = new TrainingConfig { Steps = 30 },
    };

    private RunConfig Config(params string[] users) => new()
    {
        Model = folder["model"],
        Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 },
        Data = new DataConfig { Path = folder["data"], Users = users },
        Adapter = new AdapterConfig { Rank = 3 },
        Start = new StartConfig { Kind = StartKind.OrthogonalMix },
        Optimizer = new OptimizerConfig { LearningRate = 1e-2, CoreLearningRate = 3e-2 },
        Training = new TrainingConfig { Steps = 20, BatchSize = 6 },
    };
}
