using Colora.Engine;
using MathNet.Numerics.Distributions;

namespace Colora.Evaluation;

/// <summary>
/// The mean of paired differences with its 95 % interval by the percentile bootstrap (Efron 1979): pairs are drawn with replacement,
/// so what both methods find hard about a row cancels. The plain percentiles cover too little where there are few pairs (92 % of 24, docs/results/calibration.md): they are
/// widened to Φ(−t √(n/(n−1))), with t the quantile of Student's law of n − 1 degrees of freedom (Hesterberg 2015, The American Statistician 69:4, "expanded percentiles").
/// </summary>
/// <param name="Mean">Mean difference.</param>
/// <param name="Lower">Lower end: the 2.5th percentile of the resampled means, widened for few pairs.</param>
/// <param name="Upper">Upper end.</param>
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
        if (differences.Count == 0) throw new ArgumentException("an interval needs at least one pair", nameof(differences));
        var means = new double[Resamples];
        var state = (ulong)SeedSequence.Derive(seed, "bootstrap", differences.Count);
        for (var i = 0; i < Resamples; i++)
        {
            double sum = 0;
            for (var j = 0; j < differences.Count; j++) sum += differences[(int)(SeedSequence.Next(ref state) % (ulong)differences.Count)];
            means[i] = sum / differences.Count;
        }

        return Of(differences.Average(), means, differences.Count);
    }

    /// <summary>The interval of a mean over users: users are drawn with replacement, and each drawn user's rows (every user counts the same).</summary>
    /// <param name="differencesOfUser">One difference a row of each user; at least one user, at least one row each.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <exception cref="ArgumentException">There is no pair.</exception>
    public static PairedInterval OfUsers(IReadOnlyList<IReadOnlyList<double>> differencesOfUser, long seed = 0)
    {
        if (differencesOfUser.Count == 0 || differencesOfUser.Any(rows => rows.Count == 0)) throw new ArgumentException("an interval needs at least one pair of each user", nameof(differencesOfUser));
        var means = new double[Resamples];
        var state = (ulong)SeedSequence.Derive(seed, "bootstrap of users", differencesOfUser.Count);
        for (var i = 0; i < Resamples; i++)
        {
            double sum = 0;
            for (var j = 0; j < differencesOfUser.Count; j++)
            {
                var rows = differencesOfUser[(int)(SeedSequence.Next(ref state) % (ulong)differencesOfUser.Count)];
                double own = 0;
                for (var k = 0; k < rows.Count; k++) own += rows[(int)(SeedSequence.Next(ref state) % (ulong)rows.Count)];
                sum += own / rows.Count;
            }

            means[i] = sum / differencesOfUser.Count;
        }

        // What is drawn first counts: users, and the rows where there is but one user.
        return Of(differencesOfUser.Average(rows => rows.Average()), means, differencesOfUser.Count > 1 ? differencesOfUser.Count : differencesOfUser[0].Count);
    }

    private static PairedInterval Of(double mean, double[] means, int drawn)
    {
        Array.Sort(means);
        var tail = drawn < 2 ? 0 : Normal.CDF(0, 1, -StudentT.InvCDF(0, 1, drawn - 1, 1 - Tail) * Math.Sqrt(drawn / (drawn - 1.0)));
        var below = (int)(tail * Resamples);
        return new PairedInterval(mean, means[below], means[Resamples - 1 - below]);
    }
}
