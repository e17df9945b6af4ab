using Colora.Engine;
using Colora.Studies.Statistics;
using Xunit;

namespace Colora.Studies.Tests.Statistics;

/// <summary>What a user's rows say of all arms together.</summary>
public sealed class GainEvidenceTests
{
    [Fact]
    public void Of_one_step_it_is_the_sign_flip_test_by_hand()
    {
        // 3, 2, −1: sums 4; under the eight flips 4, −2, 0, 6, −6, 0, 2, −4: two of them reach 4.
        Assert.Equal(2 / 8.0, Of(("a", [[3, 2, -1]])).Chance);
        Assert.Equal(1 / 8.0, Of(("a", [[3, 2, 1]])).Chance);
        Assert.Equal(1, Of(("a", [[0, 0, 0]])).Chance);
    }

    [Fact]
    public void Of_more_signs_than_can_be_gone_through_some_are_drawn()
    {
        double[] gains = [.. Enumerable.Range(0, 40).Select(row => row % 8 == 0 ? -1.0 : 1)];

        // 30 of 40 signs up or more: 0.0011 of all.
        Assert.InRange(Of(("a", [[.. gains.Select((gain, row) => row is >= 35 or < 5 ? -gain : gain)]])).Chance, 0.0001, 0.05);
        Assert.Equal(1 / 10000.0, Of(("a", [gains])).Chance);
    }

    [Fact]
    public void An_arm_that_is_worse_on_every_row_is_not_asked()
    {
        double[] better = [0.1, 0.2, 0.1, 0.3, 0.2], worse = [-3, -3.1, -2.9, -3, -3.2];
        var evidence = Of(("better", [better, worse]), ("worse", [worse]));
        Assert.Equal((1 / 32.0, 1), (evidence.Chance, evidence.OfArm.Count));
        Assert.Equal((1, 0), (Of(("worse", [worse])).Chance, Of(("worse", [worse])).OfArm.Count));
    }

    [Fact]
    public void The_largest_chance_that_is_asked_is_one_that_can_be()
    {
        // Of eight flips 7/8 is the largest up to 0.9; of two 1/2; equal rows fall into 1, 4, 7, 8 of 8.
        Assert.Equal(7 / 8.0, Of(("a", [[3, 2, -1.5]])).Most);
        Assert.Equal(1 / 2.0, Of(("a", [[1]])).Most);
        Assert.Equal(7 / 8.0, Of(("a", [[1, 1, 1]])).Most);
        Assert.Equal(3 / 4.0, Of(("a", [[1, 1]])).Most);
    }

    [Fact]
    public void However_much_there_is_to_choose_from_small_chances_are_as_rare_as_they_say()
    {
        const int Repetitions = 1000;
        var (small, best) = (0, 0);
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var state = (ulong)SeedSequence.Derive(7, "gains", repetition);
            double Next() => SeedSequence.Next(ref state) / (double)ulong.MaxValue - 0.5;
            double[][] Steps() => [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 9).Select(_ => Next()).ToArray())];
            var evidence = Of(("a", Steps()), ("b", Steps()));
            if (evidence.Chance <= 0.05) small++;
            if (evidence.OfArm.Values.Min() <= 0.05) best++;
        }

        // Three standard errors of 50 of 1,000 are 21; the better of two arms alone is small more often.
        Assert.InRange(small, 25, 71);
        Assert.InRange(best, 72, Repetitions);
    }

    private static GainEvidence Of(params (string Arm, double[][] Steps)[] arms) => GainEvidence.Of(arms.ToDictionary(arm => arm.Arm, arm => (IReadOnlyList<double[]>)arm.Steps), 3);
}
