using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using Xunit;

namespace Colora.Lab.Tests.Predictions;

/// <summary>The closed forms at the values that theory gives for them.</summary>
public sealed class PredictionTests
{
    [Theory]
    [InlineData(ProblemKind.Sensing, 1, 291)]
    [InlineData(ProblemKind.Sensing, 5, 65.4)]
    [InlineData(ProblemKind.Sensing, 20, 23.1)]
    [InlineData(ProblemKind.Sensing, 100, 11.82)]
    [InlineData(ProblemKind.MultiOutput, 1, 50)]
    [InlineData(ProblemKind.MultiOutput, 5, 12.4)]
    [InlineData(ProblemKind.MultiOutput, 20, 5.35)]
    [InlineData(ProblemKind.MultiOutput, 100, 3.47)]
    public void The_counting_bound(ProblemKind kind, int users, double rows) => Assert.Equal(rows, CountingBound.Rows(ProblemConfig.Reference(kind, users, 100)), 1e-9);

    [Fact]
    public void Contraction_and_noise_floor_follow_their_formulas()
    {
        var problem = ProblemConfig.Reference(ProblemKind.Sensing, 20, 100, 0.1);
        Assert.Equal(1.49 * Math.Pow(0.231, 0.975), ContractionLaw.Rate(problem), 1e-12);
        Assert.Equal(1.16 * 0.1 * Math.Sqrt(0.231), NoiseFloor.Error(problem), 1e-12);
        var outputs = ProblemConfig.Reference(ProblemKind.MultiOutput, 20, 100, 0.1);
        Assert.Equal(1.79 * Math.Pow(0.0535, 0.98), ContractionLaw.Rate(outputs), 1e-12);
        Assert.Equal(1.10 * 0.1 / Math.Sqrt(50) * Math.Sqrt(0.231), NoiseFloor.Error(outputs), 1e-12);
        Assert.Equal(1 / Math.Sqrt(2), PrivateFloor.Error(1), 1e-12);
    }

    [Fact]
    public void A_power_law_is_read_back()
    {
        var fit = PowerLaw.Fit([.. Enumerable.Range(1, 9).Select(x => ((double)x, 2.5 * Math.Pow(x, -0.7)))]);
        Assert.Equal(2.5, fit.Coefficient, 1e-12);
        Assert.Equal(-0.7, fit.Exponent, 1e-12);
        Assert.Equal(0, fit.Scatter, 1e-12);
        Assert.Throws<ArgumentException>(() => PowerLaw.Fit([(1, 2), (1, 3)]));
    }
}
