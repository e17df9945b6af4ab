using Colora.Evaluation;

namespace Colora.Studies.Statistics;

/// <summary>
/// Whether an arm helped the users in the mean: the evidence of all of them together, which may decide where no
/// single user's rows can. The chance is the larger of the interval's over users and runs (<c>CrossedGain</c>) and a
/// sign-flip test's: of all rows, each user counting the same, or of the users' means where they are more than
/// twenty.
/// </summary>
/// <param name="Gain">Mean gain over users with its 95 % interval.</param>
/// <param name="Chance">Chance of such a mean without an effect.</param>
/// <param name="Judgement">Helped, hurt, or no difference, in the mean: single users may differ.</param>
public sealed record PooledVerdict(PairedInterval Gain, double Chance, Judgement Judgement)
{
    /// <summary>The verdict.</summary>
    /// <param name="differences">[seed][user][row]; every seed with the same users and rows, at least one row
    /// each.</param>
    /// <param name="seed">Seed of the signs.</param>
    /// <exception cref="ArgumentException">There is no pair, or seeds differ in users.</exception>
    public static PooledVerdict OfRuns(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> differences, long seed = 0)
    {
        var crossed = CrossedGain.Of(PairedInterval.Units(differences));
        var users = differences[0].Count;
        List<double[]> rows = [.. Enumerable.Range(0, users).Select(user => MeansOfRows(differences, user))];
        double[] flipped = users > ManyTests.MostByHolm
            ? [.. rows.Select(own => own.Average())]
            : [.. rows.SelectMany(own => own.Select(difference => difference / own.Length))];
        var chance = Math.Max(crossed.Chance, SignFlip.Chance(flipped, seed));
        return new PooledVerdict(crossed.Interval, chance, UserVerdict.Judge(crossed.Interval.Mean, chance));
    }

    /// <summary>Of each row of a user, the mean over the runs.</summary>
    private static double[] MeansOfRows(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> differences, int user)
    {
        var rows = Enumerable.Range(0, differences[0][user].Count);
        return [.. rows.Select(row => differences.Average(run => run[user][row]))];
    }
}
