using Colora.Lab.Drawings;
using Xunit;

namespace Colora.Lab.Tests.Drawings;

public sealed class NumberAxisTests
{
    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(-57.3, 12.8)]
    [InlineData(1e-9, 2e-9)]
    [InlineData(3.0, 3.0)]
    [InlineData(0.0, 0.0)]
    [InlineData(-1e12, 1e12)]
    [InlineData(0.90001, 0.90002)]
    [InlineData(double.NaN, double.PositiveInfinity)]
    public void Marks_are_round_rising_on_the_axis_and_told_apart(double low, double high)
    {
        var axis = new NumberAxis([low, high], 100, 500);
        var marks = axis.Marks(6);
        Assert.InRange(marks.Count, 2, 14);
        Assert.All(marks, mark => Assert.True(axis.Holds(mark.Value)));
        Assert.Equal(marks.Select(mark => mark.Value).Order(), marks.Select(mark => mark.Value));
        Assert.Equal(marks.Count, marks.Select(mark => mark.Text).Distinct().Count());
        Assert.All(marks, mark => Assert.InRange(axis.At(mark.Value), 100, 500));
    }

    [Fact]
    public void Places_go_in_proportion_and_end_at_the_ends()
    {
        var axis = new NumberAxis([0, 10], 0, 100, 0);
        Assert.Equal(25, axis.At(2.5), 1e-9);
        Assert.Equal(100, axis.At(double.PositiveInfinity));
        Assert.Equal(0, axis.At(-5));
        Assert.Equal(["0", "5", "10"], axis.Marks(3).Select(mark => mark.Text));
    }
}
