using Colora.Engine;
using Colora.Lab.Experiments;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.Lab.Tests.Experiments;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Lab.Tests.Recovery;

public sealed class AlternatingMinimisationTests
{
    private static readonly ProblemConfig Small = new(ProblemKind.Sensing, 10, 9, 2, 8, 30, 0, new TaskShape());

    [Theory]
    [InlineData(ProblemKind.Sensing, SharedStep.Dense)]
    [InlineData(ProblemKind.MultiOutput, SharedStep.ConjugateGradient)]
    [InlineData(ProblemKind.MultiOutput, SharedStep.Federated)]
    public void No_tensor_is_left_behind(ProblemKind kind, SharedStep how) => LiveTensors.AssertNoneLeftBy(() =>
    {
        using var problem = PlantedProblem.Draw(Small with { Kind = kind }, 0);
        using var fit = StartFactors.Run(problem.Design, 2, RecoveryStart.Best, new RecoveryConfig(5, Shared: how), problem.Truth);
        Assert.NotEmpty(fit.Log);
    });

    [Theory]
    [InlineData(ProblemKind.Sensing, SharedStep.Dense)]
    [InlineData(ProblemKind.MultiOutput, SharedStep.ConjugateGradient)]
    [InlineData(ProblemKind.MultiOutput, SharedStep.Federated)]
    public void A_recovery_that_diverges_says_at_which_sweep_and_is_worse_than_any_other(ProblemKind kind, SharedStep how)
    {
        using var problem = PlantedProblem.Draw(Small with { Kind = kind }, 0);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var (u, v) = StartFactors.Of(problem.Design, 2, RecoveryStart.Random, 0);
        using var fit = AlternatingMinimisation.Run(problem.Design, u, TorchSharp.torch.full_like(v, Constant.Of(double.NaN)), new RecoveryConfig(5, Shared: how), problem.Truth);
        Assert.Equal(StopReason.Diverged, fit.Reason);
        Assert.Equal(double.PositiveInfinity, new TrialResult(new TrialRequest(Small, 0), fit.Log, 0, 0).Error);
        var listener = new HeardNotes();
        Trial.Tell(new ExperimentContext(ExperimentSize.Quick, 0, listener, TestContext.Current.CancellationToken), fit, "n = 30");
        Assert.Equal(["n = 30: diverged at sweep 1; it counts as infinitely bad"], listener.Notes);
        Assert.StartsWith("diverged at sweep 1: the residual of the rows is NaN", Assert.Throws<DivergenceException>(fit.RequireFinite).Message);
    }

    [Fact]
    public void Cores_without_full_rank_have_no_meter_and_end_nothing()
    {
        using var problem = PlantedProblem.Draw(Small, 0);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var reading = GripMeter.Read(problem.Design, problem.Truth.U, problem.Truth.V, TorchSharp.torch.zeros_like(problem.Truth.Cores));
        Assert.True(reading.CoreSmallest > 0);
        Assert.Equal(double.NaN, reading.LeftSmallest);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        SweepRow Last()
        {
            using var problem = PlantedProblem.Draw(Small with { Noise = 0.1 }, 5);
            using var fit = StartFactors.Run(problem.Design, 2, RecoveryStart.SecondMoment, new RecoveryConfig(20), problem.Truth);
            return fit.Last;
        }

        Assert.Equal(Last(), Last());
    }

    [Fact]
    public void A_rank_above_the_true_one_meets_deficient_systems_says_so_and_still_recovers()
    {
        using var problem = PlantedProblem.Draw(Small with { Rows = 60 }, 1);
        using var fit = StartFactors.Run(problem.Design, 4, RecoveryStart.SecondMoment, new RecoveryConfig(60), problem.Truth);
        Assert.True(fit.DeficientSteps > 0);
        Assert.True(fit.Last.Errors!.Max < 1e-5, $"{fit.Last}");
    }

    [Fact]
    public void Fewer_rows_than_a_core_has_unknowns_fall_back_on_the_least_norm()
    {
        using var problem = PlantedProblem.Draw(Small, 1);
        using var few = Cut((SensingDesign)problem.Design, 3);
        using var fit = StartFactors.Run(few, 2, RecoveryStart.Random, new RecoveryConfig(2), seed: 1);
        Assert.True(fit.DeficientSteps > 0);
        Assert.True(double.IsFinite(fit.Last.Residual));
    }

    [Fact]
    public void Users_with_fewer_rows_are_padded_without_a_trace()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var problem = PlantedProblem.Draw(Small with { Noise = 0.1 }, 2);
        var design = (SensingDesign)problem.Design;
        var (x, y) = (design.Inputs.clone(), design.Outputs.clone());
        x[0].narrow(0, 20, 10).zero_();
        y[0].narrow(0, 20, 10).zero_();
        using var padded = new SensingDesign(x, y, [20, .. Enumerable.Repeat(30, 7)]);
        using var first = padded.Of([0]);
        using var cut = Cut((SensingDesign)first, 20);
        var (u, v) = StartFactors.Of(design, 2, RecoveryStart.Random, 0);
        using var whole = first.FixLeft(u);
        using var less = cut.FixLeft(u);
        Assert.True(TorchSharp.torch.allclose(whole.Cores(v).Cores, less.Cores(v).Cores, 1e-10, 1e-12));
        Assert.True(TorchSharp.torch.allclose(first.Estimates(), cut.Estimates(), 1e-10, 1e-12));
    }

    [Fact]
    public void A_pull_without_end_makes_all_cores_equal()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var problem = PlantedProblem.Draw(Small, 4);
        using var fit = StartFactors.Run(problem.Design, 2, RecoveryStart.SecondMoment, new RecoveryConfig(6, Pull: 1e9));
        Assert.True(TorchSharp.torch.allclose(fit.Cores, fit.Cores.mean([0], keepdim: true).expand_as(fit.Cores), 1e-5, 1e-6));
    }

    [Fact]
    public void It_ends_for_the_reason_it_says()
    {
        using var problem = PlantedProblem.Draw(Small, 0);
        using var noisy = PlantedProblem.Draw(Small with { Noise = 0.1 }, 0);
        using var solved = StartFactors.Run(problem.Design, 2, RecoveryStart.SecondMoment, new RecoveryConfig());
        using var stalled = StartFactors.Run(noisy.Design, 2, RecoveryStart.SecondMoment, new RecoveryConfig());
        using var capped = StartFactors.Run(noisy.Design, 2, RecoveryStart.SecondMoment, new RecoveryConfig(2));
        Assert.Equal((StopReason.Solved, StopReason.Stalled, StopReason.Capped), (solved.Reason, stalled.Reason, capped.Reason));
        Assert.Equal(2, capped.Log.Count);
        Assert.True(solved.Last.Residual < 1e-10);
    }

    private static SensingDesign Cut(SensingDesign design, int rows) =>
        new(design.Inputs.narrow(1, 0, rows).clone(), design.Outputs.narrow(1, 0, rows).clone());
}
