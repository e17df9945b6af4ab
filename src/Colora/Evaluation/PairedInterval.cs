using Colora.Engine;
using MathNet.Numerics.Distributions;

namespace Colora.Evaluation;

/// <summary>
/// The mean of paired differences with its 95 % interval. Of one run's rows by the percentile bootstrap (Efron 1979):
/// pairs are drawn with replacement, so what both methods find hard about a row cancels. The plain percentiles cover
/// too little where there are few pairs (92 % of 24, PairedIntervalTests): they are widened to Φ(−t √(n/(n−1))), with t
/// the quantile of Student's law of n − 1 degrees of freedom (Hesterberg 2015, The American Statistician 69:4,
/// "expanded percentiles"). Of several runs by <c>CrossedGain</c>.
/// </summary>
/// <param name="Mean">Mean difference.</param>
/// <param name="Lower">Lower end; −∞ of a single pair, which tells nothing of the spread.</param>
/// <param name="Upper">Upper end; ∞ of a single pair.</param>
public sealed record PairedInterval(double Mean, double Lower, double Upper)
{
    private const int Resamples = 4000;
    private const double Tail = 0.025;

    /// <summary>Whether the interval lies above zero.</summary>
    public bool IsGain => Lower > 0;

    /// <summary>Whether the interval lies below zero.</summary>
    public bool IsLoss => Upper < 0;

    /// <summary>The interval of differences; the same seed gives the same interval.</summary>
    /// <param name="differences">One difference a pair; at least one.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <exception cref="ArgumentException">There is no pair.</exception>
    public static PairedInterval Of(IReadOnlyList<double> differences, long seed = 0)
    {
        if (differences.Count == 0)
            throw new ArgumentException("an interval needs at least one pair", nameof(differences));
        if (differences.Count == 1)
            return new PairedInterval(differences[0], double.NegativeInfinity, double.PositiveInfinity);
        var means = new double[Resamples];
        var state = (ulong)SeedSequence.Derive(seed, "bootstrap", differences.Count);
        for (var i = 0; i < Resamples; i++)
        {
            double sum = 0;
            for (var j = 0; j < differences.Count; j++)
                sum += differences[(int)(SeedSequence.Next(ref state) % (ulong)differences.Count)];
            means[i] = sum / differences.Count;
        }

        Array.Sort(means);
        var count = differences.Count;
        var tail = Normal.CDF(0, 1, -StudentT.InvCDF(0, 1, count - 1, 1 - Tail) * Math.Sqrt(count / (count - 1.0)));
        var below = (int)(tail * Resamples);
        return new PairedInterval(differences.Average(), means[below], means[Resamples - 1 - below]);
    }

    /// <summary>
    /// The interval of a mean over users (every user counts the same) and over the seeds of as many runs: users, their
    /// rows and the runs are each one draw of those that might have been. With one seed what training varies by is not
    /// in it.
    /// </summary>
    /// <param name="differences">[seed][user][row]; every seed with the same users, at least one row each. Of a single
    /// user the rows are what was drawn.</param>
    /// <exception cref="ArgumentException">There is no pair, or seeds differ in users.</exception>
    public static PairedInterval OfRuns(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> differences) =>
        CrossedGain.Of(Units(differences)).Interval;

    /// <summary>What an estimate over runs takes for units: the users' means, or of a single user the rows.</summary>
    internal static IReadOnlyList<IReadOnlyList<double>> Units(
        IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> differences)
    {
        if (differences.Count == 0 || differences.Any(seed => seed.Count == 0 || seed.Any(rows => rows.Count == 0)))
            throw new ArgumentException("an interval needs at least one pair of each user", nameof(differences));
        return [.. differences.Select(seed => seed.Count == 1 ? seed[0] : [.. seed.Select(rows => rows.Average())])];
    }
}
