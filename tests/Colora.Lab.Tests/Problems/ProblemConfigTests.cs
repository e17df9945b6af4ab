using Colora.Configuration;
using Colora.Lab.Problems;
using Xunit;

namespace Colora.Lab.Tests.Problems;

public sealed class ProblemConfigTests
{
    private static readonly ProblemConfig Right = ProblemConfig.Reference(ProblemKind.Sensing, 5, 100);

    public static TheoryData<string, ProblemConfig> Wrong => new()
    {
        { "--rows", Right with { Rows = 8 } },
        { "--rows", Right with { Kind = ProblemKind.MultiOutput, Rows = 2 } },
        { "--rank", Right with { Rank = 51, Rows = 5000 } },
        { "--rank", Right with { Rank = 0 } },
        { "--users", Right with { Users = 0 } },
        { "--d1", Right with { D1 = 0 } },
        { "--noise", Right with { Noise = -0.1 } },
        { "--noise", Right with { Noise = double.NaN } },
        { "--noise", Right with { Noise = double.PositiveInfinity } },
        { "--similarity", Right with { Shape = new TaskShape(double.NaN) } },
        { "--condition", Right with { Shape = new TaskShape(Condition: 0.5) } },
        { "--private", Right with { Shape = new TaskShape(Private: double.NaN) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Ill_posed_problems_are_refused_with_what_to_change(string key, ProblemConfig problem)
    {
        var problems = Assert.Throws<ConfigException>(() => PlantedProblem.Draw(problem, 0)).Problems;
        var mistake = Assert.Single(problems, one => one.Key == key);
        Assert.NotEmpty(mistake.Expected);
        Assert.NotEmpty(mistake.Remedy);
    }

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Assert.Equal(3, Assert.Throws<ConfigException>(() => (Right with { Users = 0, Rows = 1, Noise = -1 }).Validated()).Problems.Count);

    [Fact]
    public void What_is_planted_is_what_was_asked_for()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var problem = PlantedProblem.Draw(Right with { Shape = new TaskShape(Private: 0.5) }, 0);
        Assert.All(problem.Truth.Cores.reshape(5, -1).norm(1).data<double>().ToArray(), norm => Assert.Equal(1, norm, 1e-12));
        Assert.All(problem.Truth.Outside!.reshape(5, -1).norm(1).data<double>().ToArray(), norm => Assert.Equal(0.5, norm, 1e-12));
        using var equal = PlantedProblem.Draw(Right with { Shape = new TaskShape(1) }, 0);
        Assert.True(TorchSharp.torch.allclose(equal.Truth.Cores[0], equal.Truth.Cores[4], 1e-12, 1e-12));
        using var more = PlantedProblem.Draw(Right with { Rows = 120, Noise = 0.3 }, 0);
        using var plain = PlantedProblem.Draw(Right, 0);
        Assert.True(TorchSharp.torch.allclose(plain.Truth.Cores, more.Truth.Cores, 0, 0));
    }
}
