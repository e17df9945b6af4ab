using Colora.Testing.DoublePrecision;
using Xunit;

namespace Colora.Tests.DoublePrecision;

public sealed class DoubleAdamWTests
{
    [Fact]
    public void The_first_step_goes_by_the_rate_whatever_the_gradient()
    {
        // m̂ = g and √v̂ = |g| after one step, so the step is η sign(g) up to ε.
        double[] values = [1, 1, 1];
        new DoubleAdamW(epsilon: 0).Step("x", values, [5, -.001, 1e6], .1);
        Assert.Equal([.9, 1.1, .9], values, (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void The_second_step_of_a_worked_example()
    {
        // β₁ .5, β₂ .75, gradients 2 and 4: m = 1, then 2.5; v = 1, then 4.75; m̂ = 2.5/.75; v̂ = 4.75/.4375.
        double[] values = [0];
        var optimizer = new DoubleAdamW(.5, .75, 0);
        optimizer.Step("x", values, [2], 1);
        Assert.Equal(-1, values[0], 1e-12);
        optimizer.Step("x", values, [4], 1);
        Assert.Equal(-1 - 2.5 / .75 / Math.Sqrt(4.75 / .4375), values[0], 1e-12);
    }

    [Fact]
    public void Decay_shrinks_the_value_and_stays_out_of_the_moments()
    {
        double[] values = [8];
        new DoubleAdamW().Step("x", values, [0], .5, .25);
        Assert.Equal(8 * (1 - .125), values[0], 1e-12);
    }

    [Fact]
    public void Each_parameter_counts_its_own_steps()
    {
        var optimizer = new DoubleAdamW();
        double[] often = [0];
        for (var i = 0; i < 5; i++) optimizer.Step("often", often, [i - 2], .1);
        double[] late = [0];
        optimizer.Step("late", late, [3], .1);
        Assert.Equal(-.1, late[0], 1e-8);
    }
}
