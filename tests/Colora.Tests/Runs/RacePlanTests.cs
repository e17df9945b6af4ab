using Colora.Adapters;
using Colora.Runs.Train;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>The race costs at most its budget; a short run gets fewer heats.</summary>
public sealed class RacePlanTests
{
    [Theory]
    [InlineData(1000, 1, 5, 30, 90, 32, 8)] // 5 × 30 + 2 × 90 + 90 = 420
    [InlineData(420, 1, 5, 30, 90, 32, 8)]
    [InlineData(140, 1, 5, 10, 30, 32, 8)]
    [InlineData(139, 1, 5, 12, 38, null, 7)] // 5 × 12 + 2 × 38 = 136
    [InlineData(109, 1, 3, 12, 36, null, 5)]
    [InlineData(60, 1, 1, 0, 30, 32, 2)]
    [InlineData(60, 5, 5, 20, 60, 32, 8)] // the run's own length
    [InlineData(60, 0.5, 1, 0, 15, 32, 2)]
    [InlineData(9, 1, 1, 0, 4, 32, 2)]
    [InlineData(9, 10, 5, 3, 9, 32, 8)]
    [InlineData(5, 1, 0, 0, 0, null, 0)]
    [InlineData(1000, 0, 0, 0, 0, null, 0)]
    public void Heats_are_sized_by_the_budget(long runSteps, double budget, int field, long brief, long length, int? wider, int heats)
    {
        var plan = RacePlan.Of(runSteps, new StartConfig { Budget = budget }, 32);
        Assert.Equal((field, brief, length, wider, heats), (plan.Field.Count, plan.ShortSteps, plan.LongSteps, plan.WiderRank, plan.Heats));
        Assert.True(plan.Steps <= budget * runSteps);
        Assert.Equal(plan.Field.Count * brief + (plan.Heats - (brief > 0 ? plan.Field.Count : 0)) * length, plan.Steps);
        Assert.Contains(heats == 0 ? "no race of starts" : $"{plan.Steps} steps in all", plan.Sentence(), StringComparison.Ordinal);
        Assert.Contains("start.budget = ", plan.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_length_of_run_and_every_round_is_within_the_budget()
    {
        foreach (var stride in (long[])[1, 5, 7])
        {
            for (long steps = stride; steps < 700; steps += stride)
            {
                var plan = RacePlan.Of(steps, new StartConfig { Budget = 1 }, 32, stride, gradientSteps: 11);
                Assert.True(plan.Steps <= steps, $"{plan.Steps} of {steps}, stride {stride}");
                Assert.Equal((0, 0), (plan.ShortSteps % stride, plan.LongSteps % stride));
                Assert.True(plan.Heats == 0 || plan.LongSteps >= 3);
            }
        }
    }

    [Fact]
    public void Steps_that_were_asked_for_are_taken_whatever_they_cost() =>
        Assert.Equal((1, 3, 8, 14), RacePlan.Of(6, new StartConfig { RaceSteps = 3 }, 8) is var plan ? ((int)plan.ShortSteps, (int)plan.LongSteps, plan.Heats, (int)plan.Steps) : default);
}
