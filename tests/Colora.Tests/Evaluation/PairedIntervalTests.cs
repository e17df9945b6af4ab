using Colora.Engine;
using Colora.Evaluation;
using Xunit;

namespace Colora.Tests.Evaluation;

/// <summary>The paired bootstrap is seeded, shrinks with rows and covers what it claims.</summary>
public sealed class PairedIntervalTests
{
    [Fact]
    public void Equal_differences_leave_no_doubt()
    {
        var interval = PairedInterval.Of([0.5, 0.5, 0.5]);
        Assert.Equal((0.5, 0.5, 0.5), (interval.Mean, interval.Lower, interval.Upper));
        Assert.True(interval.IsGain);
        Assert.True(PairedInterval.Of([-1, -1]).IsLoss);
        Assert.False(PairedInterval.Of([0, 0]).IsGain);
        Assert.Throws<ArgumentException>(() => PairedInterval.Of([]));
    }

    [Fact]
    public void One_pair_bounds_nothing()
    {
        var one = PairedInterval.Of([1]);
        Assert.Equal((1, double.NegativeInfinity, double.PositiveInfinity), (one.Mean, one.Lower, one.Upper));
        Assert.False(one.IsGain || one.IsLoss);
        Assert.Equal(one, PairedInterval.OfRuns([[[1.0]]]));
        Assert.Equal(one, RunJsonRound(one));
        Assert.Equal("+1.000 (−∞ … ∞)", Score.Nll.Gain(one));
    }

    private static PairedInterval RunJsonRound(PairedInterval interval) =>
        System.Text.Json.JsonSerializer.Deserialize<PairedInterval>(System.Text.Json.JsonSerializer.Serialize(interval, Colora.Runs.RunJson.Document), Colora.Runs.RunJson.Document)!;

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        double[] differences = [.. Enumerable.Range(0, 200).Select(i => Math.Sin(i))];
        Assert.Equal(PairedInterval.Of(differences, 4), PairedInterval.Of(differences, 4));
        Assert.NotEqual(PairedInterval.Of(differences, 4), PairedInterval.Of(differences, 5));
    }

    [Fact]
    public void It_has_the_width_that_the_normal_law_gives()
    {
        // 400 pairs of ±1: the mean's standard error is 1/20, so 95 % lie within 1.96/20 on either side.
        var interval = PairedInterval.Of([.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 1.0 : -1.0)]);
        Assert.InRange(interval.Upper, 0.085, 0.11);
        Assert.InRange(interval.Lower, -0.11, -0.085);
    }

    [Fact]
    public void It_misses_the_truth_about_as_often_as_it_says()
    {
        var missed = 0;
        const int repetitions = 400;
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            var state = (ulong)SeedSequence.Derive(1, "coverage", repetition);
            var differences = Enumerable.Range(0, 60).Select(_ => SeedSequence.Next(ref state) % 10 < 3 ? 1.0 : 0).ToArray();
            var interval = PairedInterval.Of(differences, repetition);
            if (interval.Lower > 0.3 || interval.Upper < 0.3) missed++;
        }

        Assert.InRange(missed / (double)repetitions, 0.02, 0.09);
    }

    [Fact]
    public void Few_pairs_are_covered_too()
    {
        // Differences of two exponential losses and a gain of ½: the mean is known, 24 pairs are seen.
        const int repetitions = 1000;
        var missed = 0;
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            var state = (ulong)SeedSequence.Derive(2, "few", repetition);
            double Draw() => -Math.Log((SeedSequence.Next(ref state) >> 11) / (double)(1UL << 53) + 1e-18);
            var interval = PairedInterval.Of([.. Enumerable.Range(0, 24).Select(_ => 1.5 * Draw() - Draw())], repetition);
            if (interval.Lower > 0.5 || interval.Upper < 0.5) missed++;
        }

        // 5 % are claimed; three standard errors are 2 %.
        Assert.InRange(missed / (double)repetitions, 0.03, 0.07);
    }

    [Fact]
    public void Few_users_are_covered_too()
    {
        const int repetitions = 400;
        var missed = 0;
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            var state = (ulong)SeedSequence.Derive(3, "users", repetition);
            double Draw() => (SeedSequence.Next(ref state) >> 11) / (double)(1UL << 53) - 0.5;
            var interval = PairedInterval.OfRuns([[.. Enumerable.Range(0, 8).Select(_ =>
            {
                var user = Draw();
                return (IReadOnlyList<double>)[.. Enumerable.Range(0, 10).Select(_ => user + Draw())];
            })]]);
            if (interval.Lower > 0 || interval.Upper < 0) missed++;
        }

        Assert.InRange(missed / (double)repetitions, 0, 0.083);
    }
}
