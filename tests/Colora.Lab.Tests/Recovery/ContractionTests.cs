using Colora.Lab.Recovery;
using Xunit;

namespace Colora.Lab.Tests.Recovery;

public sealed class ContractionTests
{
    [Fact]
    public void A_straight_line_on_log_paper_gives_its_slope_and_its_sweeps()
    {
        var log = Enumerable.Range(0, 40).Select(i => Row(i + 1, 0.5 * Math.Pow(0.5, i))).ToList();
        Assert.Equal(0.5, Contraction.Rate(log), 1e-12);
        Assert.Equal(log.First(row => row.Errors!.Mean < 1e-6).Sweep, Contraction.Sweeps(log));
        Assert.True(Contraction.Succeeded(log));
    }

    [Fact]
    public void What_never_falls_has_neither()
    {
        var log = Enumerable.Range(0, 20).Select(i => Row(i + 1, 0.9)).ToList();
        Assert.True(double.IsNaN(Contraction.Rate(log)));
        Assert.Null(Contraction.Sweeps(log));
        Assert.False(Contraction.Succeeded(log));
    }

    private static SweepRow Row(int sweep, double error) => new(sweep, error, new ErrorReading(error, error, error, error, error));
}
