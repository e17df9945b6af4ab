using System.Globalization;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Studies.Statistics;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Evaluation;

/// <summary>
/// How often the interval of a mean gain holds the truth: gains as a comparison has them, the same users and rows judged after the training of every seed. The long version's output is
/// in docs/results/calibration.md.
/// </summary>
public sealed class IntervalCoverageTests
{
    private const int Rows = 16, PlantedRows = 12;

    // Row noise as a multiple of what users differ by; the share of its variance that each seed draws anew, the rest being the row's own in all seeds.
    private static readonly double[] Noises = [0.5, 2, 8], Fresh = [0, 0.5, 1];
    private static readonly int[] SeedCounts = [3, 5, 10], Spreads = [0, 1, 3];

    [Fact]
    public void It_covers_about_as_often_as_it_says()
    {
        foreach (var seeds in (int[])[3, 10])
            foreach (var spread in Spreads) Assert.InRange(Coverage(8, seeds, spread, 2, 0.5, 400), 0.91, 0.985);
    }

    [Fact]
    public void Seed_means_alone_would_not_cover()
    {
        // With one test set for all seeds and no spread between these, a t over their means sees none of what users and rows vary by.
        var missed = 0;
        for (var repetition = 0; repetition < 200; repetition++)
        {
            var interval = CrossedGain.Of([.. Gains(8, 3, 0, 2, 0, repetition).Select(seed => (IReadOnlyList<double>)[seed.Average(rows => rows.Average())])]).Interval;
            if (interval.Lower > 0 || interval.Upper < 0) missed++;
        }

        Assert.Equal(200, missed);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Over_two_thousand_cases_each_it_covers_93_to_97_percent()
    {
        var rows = new MeasuredRows("calibration/intervals.jsonl");
        List<double> all = [];
        foreach (var (users, seeds, spread) in from users in (int[])[8, 20] from seeds in SeedCounts from spread in Spreads select (users, seeds, spread))
        {
            (string, object)[] place = [("users", users), ("seeds", seeds), ("spread between seeds", spread)];
            if (rows.Has(place)) continue;
            var cells = (from noise in Noises from fresh in Fresh select (Heading: string.Create(CultureInfo.InvariantCulture, $"noise {noise}, {fresh:0 %} anew"), Share: Coverage(users, seeds, spread, noise, fresh, 2000))).ToList();
            rows.Add([.. place, .. cells.Select(cell => (cell.Heading, (object)MeasuredRows.Percent(cell.Share)))]);
            all.AddRange(cells.Select(cell => cell.Share));
        }

        Assert.All(all, share => Assert.InRange(share, 0.93, 0.97));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Over_hundreds_of_cases_each_verdicts_on_several_seeds_are_wrong_as_seldom_as_they_say()
    {
        var rows = new MeasuredRows("calibration/verdicts.jsonl");
        foreach (var (users, seeds, spread) in from users in (int[])[8, 40] from seeds in SeedCounts from spread in Spreads select (users, seeds, spread))
        {
            int wrong = 0, pooled = 0;
            var repetitions = users > 20 ? 200 : 1000;
            (string, object)[] place = [("users", users), ("seeds", seeds), ("spread between seeds", spread), ("repetitions", repetitions)];
            if (rows.Has(place)) continue;
            for (var repetition = 0; repetition < repetitions; repetition++)
            {
                var gains = Planted(users, seeds, spread, repetition);
                if (UserVerdict.OfRuns([.. Enumerable.Range(0, users).Select(user => ($"{user}", (IReadOnlyList<IReadOnlyList<double>>)[.. gains.Select(seed => seed[user])]))], repetition).Any(verdict => verdict.Judgement != Judgement.NoDifference)) wrong++;
                if (PooledVerdict.OfRuns(gains, repetition).Judgement != Judgement.NoDifference) pooled++;
            }

            rows.Add([.. place, ("a user judged wrongly", MeasuredRows.Percent((double)wrong / repetitions)), ("all users judged wrongly together", MeasuredRows.Percent((double)pooled / repetitions))]);
            Assert.InRange((double)wrong / repetitions, 0, 0.05 + 3 * Math.Sqrt(0.05 * 0.95 / repetitions));
            Assert.InRange((double)pooled / repetitions, 0, 0.05 + 3 * Math.Sqrt(0.05 * 0.95 / repetitions));
        }
    }

    private static double Coverage(int users, int seeds, double spread, double noise, double fresh, int repetitions)
    {
        var covered = 0;
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            var interval = PairedInterval.OfRuns(Gains(users, seeds, spread, noise, fresh, repetition));
            if (interval.Lower <= 0 && interval.Upper >= 0) covered++;
        }

        return (double)covered / repetitions;
    }

    /// <summary>[seed][user][row] around a mean gain of 0; the spread between seeds is in standard errors that users and rows give the mean of one seed.</summary>
    private static IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Gains(int users, int seeds, double spread, double noise, double fresh, int repetition)
    {
        var draw = new NormalDraws(SeedSequence.Derive(22, "gains of runs", users, seeds, spread, noise, fresh, repetition));
        var error = Math.Sqrt((1 + noise * noise / Rows) / users);
        double[] user = [.. Enumerable.Range(0, users).Select(_ => draw.Next())], row = [.. Enumerable.Range(0, users * Rows).Select(_ => noise * Math.Sqrt(1 - fresh) * draw.Next())];
        return [.. Enumerable.Range(0, seeds).Select(_ =>
        {
            var run = spread * error * draw.Next();
            return (IReadOnlyList<IReadOnlyList<double>>)[.. user.Select((own, i) => (IReadOnlyList<double>)[.. Enumerable.Range(0, Rows).Select(j => run + own + row[i * Rows + j] + noise * Math.Sqrt(fresh) * draw.Next())])];
        })];
    }

    /// <summary>No user gains in the mean over trainings: half of a row's noise is its own, half drawn anew by each seed; each user's spread between seeds is in standard errors of its rows' mean, half of its variance common to all users.</summary>
    private static IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Planted(int users, int seeds, double spread, int repetition)
    {
        var draw = new NormalDraws(SeedSequence.Derive(22, "null", users, seeds, spread, repetition));
        double[] row = [.. Enumerable.Range(0, users * PlantedRows).Select(_ => draw.Next())];
        var error = spread * Math.Sqrt(2.0 / PlantedRows / 2);
        return [.. Enumerable.Range(0, seeds).Select(_ =>
        {
            var common = error * draw.Next();
            return (IReadOnlyList<IReadOnlyList<double>>)[.. Enumerable.Range(0, users).Select(i =>
            {
                var run = common + error * draw.Next();
                return (IReadOnlyList<double>)[.. Enumerable.Range(0, PlantedRows).Select(j => run + row[i * PlantedRows + j] + draw.Next())];
            })];
        })];
    }
}
