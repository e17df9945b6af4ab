using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Xunit;

namespace Colora.Lab.Tests.Recovery;

public sealed class GripMeterTests
{
    [Theory]
    [InlineData(ProblemKind.Sensing)]
    [InlineData(ProblemKind.MultiOutput)]
    public void Lanczos_and_the_whole_matrix_read_the_same(ProblemKind kind)
    {
        using var problem = PlantedProblem.Draw(new ProblemConfig(kind, 12, 11, 2, 6, 30, 0, new TaskShape()), 0);
        var (whole, steps) = (Read(problem, GripMeter.LargestDense), Read(problem, 0));
        Assert.Equal(whole.LeftSmallest, steps.LeftSmallest, 1e-8);
        Assert.Equal(whole.LeftLargest, steps.LeftLargest, 1e-8);
        Assert.Equal(whole.RightSmallest, steps.RightSmallest, 1e-8);
        Assert.Equal(whole.RightLargest, steps.RightLargest, 1e-8);
    }

    [Fact]
    public void Many_rows_bring_all_eigenvalues_near_one_and_few_do_not()
    {
        var problem = new ProblemConfig(ProblemKind.Sensing, 6, 6, 2, 4, 4000, 0, new TaskShape());
        using var many = PlantedProblem.Draw(problem, 0);
        using var few = PlantedProblem.Draw(problem with { Rows = 8 }, 0);
        var (near, far) = (Read(many, GripMeter.LargestDense), Read(few, GripMeter.LargestDense));
        Assert.All((double[])[near.CoreSmallest, near.CoreLargest, near.LeftSmallest, near.LeftLargest, near.RightSmallest, near.RightLargest], value => Assert.InRange(value, 0.8, 1.2));
        Assert.True(far.CoreSmallest < 0.5 && far.CoreLargest > 1.3);
    }

    private static GripReading Read(PlantedProblem problem, int dense) => GripMeter.Read(problem.Design, problem.Truth.U, problem.Truth.V, problem.Truth.Cores, dense);
}
