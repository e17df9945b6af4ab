using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Xunit;

namespace Colora.Lab.Tests.Recovery;

public sealed class GradientRoundsTests
{
    private static readonly ProblemConfig Problem = new(ProblemKind.MultiOutput, 12, 10, 2, 6, 20, 0.02, new TaskShape());

    [Fact]
    public void Averaging_one_moving_factor_is_exact_and_averaging_two_is_not()
    {
        using var problem = PlantedProblem.Draw(Problem, 0);
        RoundsResult Run(RoundScheme scheme) => GradientRounds.Run(problem, scheme, 10, 400, 0.2, 0, TestContext.Current.CancellationToken);
        Assert.True(Run(RoundScheme.Alternating).Gap < 1e-12);
        Assert.True(Run(RoundScheme.Joint).Gap > 1e-6);
    }

    [Theory]
    [InlineData(RoundScheme.GradientAverage)]
    [InlineData(RoundScheme.Joint)]
    [InlineData(RoundScheme.JointRegauged)]
    [InlineData(RoundScheme.CoreFirst)]
    [InlineData(RoundScheme.Alternating)]
    public void Every_scheme_reaches_the_exact_solution_by_single_steps(RoundScheme scheme)
    {
        using var problem = PlantedProblem.Draw(Problem, 0);
        using var exact = StartFactors.Run(problem.Design, 2, RecoveryStart.SecondMoment, new RecoveryConfig(), problem.Truth);
        var rounds = GradientRounds.Run(problem, scheme, 1, 4000, 0.2, 0, TestContext.Current.CancellationToken);
        Assert.Equal(exact.Last.Errors!.Mean, rounds.Refitted, 1e-4);
        Assert.Equal(exact.Last.Residual, rounds.Residual, 1e-6);
    }

    [Fact]
    public void A_step_that_is_too_long_is_worse_than_any_other_and_no_error()
    {
        using var problem = PlantedProblem.Draw(Problem, 0);
        Assert.Equal(double.PositiveInfinity, GradientRounds.Run(problem, RoundScheme.Joint, 5, 500, 50, 0, TestContext.Current.CancellationToken).Deployed);
    }
}
