using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Federation;
using Colora.Formats;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Evaluate;
using Colora.Runs.Export;
using Colora.Runs.Preview;
using Colora.Runs.Train;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>The first number that is not finite stops a run by its name and step; a rate or a heat that diverges is the worst, and the rest goes on.</summary>
public sealed class DivergenceTests : IDisposable
{
    // The first step of a warm-up has rate 0.
    private static readonly ScheduleConfig WithoutWarmUp = new() { WarmupRatio = 0 };

    private readonly TemporaryFolder folder = new();

    public DivergenceTests() => SampleRuns.Write(folder, users: 3, trainRows: 12, testRows: 4);

    [Theory]
    [InlineData("colora", 0, "at step 1: the weights of user")]
    [InlineData("local", 0, "at step 1: the weights of user")]
    [InlineData("pooled", 0, "at step 1: the shared weights")]
    [InlineData("fedit", 1, "at step 1: the weights of user")]
    public void A_run_whose_very_last_update_diverges_does_not_end_well(string name, int rounds, string expected)
    {
        var method = Method.Named(name);
        // Beyond float32: the loss before the update is finite, the weights after it are not.
        var config = SampleRuns.Config(folder);
        config = config with
        {
            Adapter = config.Adapter with { Method = method },
            Start = new StartConfig { Kind = StartKind.LoraLike },
            Optimizer = new OptimizerConfig { LearningRate = method is ColoraMethod ? 1e-3 : 1e39, CoreLearningRate = 1e39 },
            Schedule = WithoutWarmUp,
            Training = new TrainingConfig { Steps = 1, BatchSize = 6 },
            Rounds = new RoundsConfig { Rounds = rounds, LocalSteps = 1, CoreSteps = 0 },
        };
        var failure = Assert.Throws<DivergenceException>(() => TrainRun.Execute(config, folder["run"], ResumeMode.Refuse, new SilentListener()));
        Assert.Contains(expected, failure.Message);
        Assert.Contains("at model.layers.", failure.Message);
        Assert.Contains("lower optimizer.learning_rate", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.False(new RunDirectory(folder["run"]).IsFinished);
    }

    [Fact]
    public void A_loss_that_is_not_finite_names_the_users_whose_rows_it_is_of()
    {
        using var setup = RunSetup.Prepare(SampleRuns.Config(folder));
        using var weights = new AdapterWeights(setup.Layout);
        AdapterStart.Fill(weights, setup.Model.Network, new StartConfig { Kind = StartKind.LoraLike }, 0);
        weights[FactorKind.B].Values.fill_(Constant.Of(1e20));
        weights[FactorKind.S].Values[1].fill_(Constant.Of(1e30));
        using var trainer = new Trainer(setup.Model.Network, weights, new OptimizerConfig(), new LearningRateSchedule(new ScheduleConfig(), 10), "joint", 0, 0);
        var batch = new TokenBatch([setup.Train[1][0]]);
        var failure = Assert.Throws<DivergenceException>(() => trainer.Step(4, [batch]));
        Assert.Equal("at step 5", failure.When);
        Assert.Contains($"the training loss of user \"{setup.Users[1].User}\" is NaN", failure.Message);
    }

    [Fact]
    public void A_heat_that_diverges_is_the_worst_and_the_race_goes_on()
    {
        // Only the heat with resting cores does not feel their rate.
        var config = SampleRuns.Config(folder) with
        {
            Optimizer = new OptimizerConfig { LearningRate = 1e-3, CoreLearningRate = 1e39 },
            Schedule = WithoutWarmUp,
            Start = new StartConfig { Budget = 10 },
            Training = new TrainingConfig { Steps = 3, BatchSize = 6 },
        };
        var listener = new SilentListener();
        TrainRun.Execute(config, folder["run"], ResumeMode.Refuse, listener);
        var choice = new RunDirectory(folder["run"]).ReadStart()!;
        Assert.Equal(0, choice.Picked.CoreRate);
        Assert.Equal(4, choice.Heats.Count(heat => double.IsPositiveInfinity(heat.Loss)));
        Assert.Equal(4, listener.Notes.Count(note => note.Contains("counts as infinitely bad", StringComparison.Ordinal)));
        Assert.Contains("orthonormal r=3 diverged", choice.Sentence());

        var hopeless = config with { Optimizer = new OptimizerConfig { LearningRate = 1e39, CoreLearningRate = 1e39 } };
        Assert.Contains("every heat", Assert.Throws<DivergenceException>(() => TrainRun.Execute(hopeless, folder["none"], ResumeMode.Refuse, new SilentListener())).Message);
    }

    [Theory]
    [InlineData(true, "the loss of judged row")]
    [InlineData(false, "the scores of the next token for user")]
    public void A_judgement_that_is_not_finite_is_none(bool likelihood, string expected)
    {
        var config = SampleRuns.Config(folder);
        config = config with { Evaluation = config.Evaluation with { Likelihood = likelihood } };
        using (var setup = RunSetup.Prepare(config))
        {
            using var weights = new AdapterWeights(setup.Layout);
            foreach (var bank in weights.Banks) bank.Values.fill_(Constant.Of(1e30));
            AtomicFolder.Write(folder["adapter"], path => AdapterFiles.Write(path, weights));
        }

        var failure = Assert.Throws<DivergenceException>(() => EvaluateRun.Execute(new EvaluateRequest(config, "colora", folder["adapter"], null, folder["judged"]), new SilentListener()));
        Assert.Contains(expected, failure.Message);
        Assert.False(File.Exists(folder["judged", "report.json"]));
    }

    [Fact]
    public void An_export_that_is_not_finite_is_none()
    {
        var run = new RunDirectory(folder["run"]);
        TrainRun.Execute(SampleRuns.Config(folder) with { Start = new StartConfig { Kind = StartKind.LoraLike }, Training = new TrainingConfig { Steps = 1, BatchSize = 4 } }, run.FullPath, ResumeMode.Refuse, new SilentListener());
        using (var setup = RunSetup.Prepare(run.ReadConfig()))
        {
            using var weights = new AdapterWeights(setup.Layout);
            foreach (var bank in weights.Banks) bank.Values.fill_(Constant.Of(1e12));
            AdapterFiles.WriteFinal(run.Final, weights);
        }

        var failure = Assert.Throws<DivergenceException>(() => ExportRun.Execute(new ExportRequest(run, [], ExportFormat.Peft, folder["out"]), new SilentListener()));
        Assert.Contains("the log probabilities of user", failure.Message);
        Assert.False(Directory.Exists(folder["out"]) && Directory.GetDirectories(folder["out"]).Length > 0);
    }

    [Fact]
    public void A_preview_says_at_which_step_it_diverges()
    {
        var config = SampleRuns.Config(folder) with { Optimizer = new OptimizerConfig { LearningRate = 1e39, CoreLearningRate = 1e39 }, Schedule = WithoutWarmUp, Training = new TrainingConfig { Steps = 3, BatchSize = 6 } };
        var preview = PreviewRun.Execute(config);
        Assert.Null(preview.Cost);
        Assert.Contains("diverged at step 1: ", preview.Diverged);
    }

    public void Dispose() => folder.Dispose();
}
