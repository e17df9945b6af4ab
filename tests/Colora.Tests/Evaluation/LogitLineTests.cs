using Colora.Engine;
using Colora.Evaluation;
using Xunit;

namespace Colora.Tests.Evaluation;

public sealed class LogitLineTests
{
    [Fact]
    public void Points_on_a_line_are_continued_without_doubt()
    {
        var line = LogitLine.Fit([.. new[] { 4.0, 8, 16, 32 }.Select(rows => (rows, Score(rows, 0)))], 1e-4);
        Assert.Equal(0.8, line.Slope, 1e-9);
        Assert.Equal(0, line.Scatter, 1e-9);
        var (score, lower, upper) = line.At(64, 0.9);
        Assert.Equal(Score(64, 0), score, 1e-9);
        Assert.Equal(score, lower, 1e-6);
        Assert.Equal(score, upper, 1e-6);
    }

    [Fact]
    public void The_interval_holds_as_many_further_observations_as_it_says()
    {
        var (held, all) = (0, 2000);
        for (var repetition = 0; repetition < all; repetition++)
        {
            var state = (ulong)SeedSequence.Derive(repetition, "line");
            double Noise() => Enumerable.Range(0, 12).Sum(_ => SeedSequence.Next(ref state) / (double)ulong.MaxValue) - 6;
            var line = LogitLine.Fit([.. new[] { 4.0, 4, 8, 8, 16, 16 }.Select(rows => (rows, Score(rows, 0.3 * Noise())))], 1e-6);
            var (_, lower, upper) = line.At(32, 0.9);
            var next = Score(32, 0.3 * Noise());
            if (next >= lower && next <= upper) held++;
        }

        // 90 % ± three standard errors of 2,000 repetitions.
        Assert.InRange(held / (double)all, 0.88, 0.92);
    }

    [Fact]
    public void Scores_of_nought_count_as_the_clip_and_come_back_as_nought()
    {
        var line = LogitLine.Fit([(4, 0), (8, 0), (16, 0)], 0.01);
        Assert.Equal((0.0, 0.0, 0.0), line.At(12, 0.9));
    }

    [Fact]
    public void Too_little_to_draw_a_line_through_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LogitLine.Fit([(4, 0.1), (8, 0.2)], 0.01));
        Assert.Throws<ArgumentException>(() => LogitLine.Fit([(4, 0.1), (4, 0.2), (4, 0.3)], 0.01));
    }

    private static double Score(double rows, double noise) => 1 / (1 + Math.Exp(2 - (0.8 * Math.Log(rows)) - noise));
}
