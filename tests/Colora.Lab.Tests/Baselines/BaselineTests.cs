using Colora.Lab.Baselines;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Lab.Tests.Baselines;

/// <summary>Each baseline on a problem that it must solve, and on one that it cannot.</summary>
public sealed class BaselineTests
{
    private static readonly ProblemConfig Small = new(ProblemKind.Sensing, 7, 6, 2, 3, 60, 0, new TaskShape());

    [Fact]
    public void Least_norm_is_exact_once_rows_reach_the_entries()
    {
        using var scope = NewDisposeScope();
        foreach (var kind in Enum.GetValues<ProblemKind>())
        {
            using var problem = PlantedProblem.Draw(Small with { Kind = kind }, 0);
            Assert.True(Error(problem, problem.Design.LeastNorm()) < 1e-8);
            using var few = PlantedProblem.Draw(Small with { Kind = kind, Rows = 4 }, 0);
            Assert.True(Error(few, few.Design.LeastNorm()) > 0.1);
        }
    }

    [Fact]
    public void Least_norm_fits_every_row_where_rows_are_few()
    {
        using var scope = NewDisposeScope();
        using var problem = PlantedProblem.Draw(Small with { Rows = 10, Noise = 0.5 }, 1);
        var design = (SensingDesign)problem.Design;
        var predicted = (design.Inputs * design.LeastNorm().unsqueeze(1)).sum([2, 3]);
        Assert.True(allclose(predicted, design.Outputs, 1e-8, 1e-8));
    }

    [Fact]
    public void Local_low_rank_and_half_shared_recover_with_enough_rows()
    {
        using var scope = NewDisposeScope();
        using var problem = PlantedProblem.Draw(Small with { Rows = 120 }, 0);
        Assert.True(Error(problem, LocalLowRank.Fit(problem.Design, 2)) < 1e-6);
        Assert.True(Error(problem, HalfShared.Fit((SensingDesign)problem.Design, 2)) < 1e-6);
    }

    [Fact]
    public void The_nuclear_norm_recovers_a_low_rank_matrix_from_fewer_rows_than_entries_and_shrinks_under_noise()
    {
        using var scope = NewDisposeScope();
        var problem = new ProblemConfig(ProblemKind.Sensing, 12, 12, 1, 1, 100, 0, new TaskShape());
        using var clean = PlantedProblem.Draw(problem, 0);
        Assert.True(Error(clean, NuclearNorm.Fit((SensingDesign)clean.Design, 0)) < 1e-3);
        Assert.True(Error(clean, clean.Design.LeastNorm()) > 0.2);
        using var noisy = PlantedProblem.Draw(problem with { Noise = 0.3 }, 0);
        Assert.True(Error(noisy, NuclearNorm.Fit((SensingDesign)noisy.Design, 0.3)) < Error(noisy, noisy.Design.LeastNorm()));
    }

    [Fact]
    public void Pooled_is_exact_for_equal_tasks_alone()
    {
        using var scope = NewDisposeScope();
        using var equal = PlantedProblem.Draw(Small with { Users = 10, Rows = 30, Shape = new TaskShape(1) }, 0);
        using var unlike = PlantedProblem.Draw(Small with { Users = 10, Rows = 30 }, 0);
        Assert.True(Error(equal, PooledModel.Fit(equal.Design, 2)) < 1e-6);
        Assert.True(Error(unlike, PooledModel.Fit(unlike.Design, 2)) > 0.5);
    }

    [Fact]
    public void The_oracle_needs_no_more_rows_than_a_core_has_unknowns()
    {
        using var scope = NewDisposeScope();
        using var problem = PlantedProblem.Draw(Small with { Rows = 6 }, 0);
        Assert.True(Error(problem, OracleSubspace.Fit(problem.Design, problem.Truth.U, problem.Truth.V)) < 1e-8);
    }

    private static double Error(PlantedProblem problem, Tensor models) => RecoveryErrors.ByModels(problem.Truth, models).Max();
}
