using MathNet.Numerics.Distributions;

namespace Colora.Evaluation;

/// <summary>
/// The mean of gains that were measured with several seeds on the same units (users, or the rows of one user), as one
/// draw of seeds and one of units. Its variance has two parts: that of the seeds' means over S, seeds − 1 degrees of
/// freedom, in which what seed and unit do together is counted already; and what units have in common over all seeds,
/// which seeds' means do not show since all seeds are judged on the same units: variance of the units' means over U
/// less that of the interaction, never below 0. With fresh units for each seed this is the plain t over the seeds'
/// means. The half width is Satterthwaite's, the root of t² V, which alone covers too little with three seeds far
/// apart; it is mixed with the root of Σ t² V of each part (Banerjee 1960), which alone covers too much, by half the
/// share that the seeds have in the variance (docs/results/calibration.md).
/// </summary>
/// <param name="Interval">Mean with its 95 % interval; unbounded where nothing is repeated.</param>
/// <param name="Error">Standard error of the mean; 0 where all gains are equal, NaN where nothing is repeated.</param>
/// <param name="Freedom">Satterthwaite's degrees of freedom.</param>
internal sealed record CrossedGain(PairedInterval Interval, double Error, double Freedom)
{
    private const double Tail = 0.025;

    /// <summary>Chances below are given as this one.</summary>
    private const double Least = 1e-9;

    /// <summary>
    /// Two-sided chance of a mean as far from zero without an effect; 1 where nothing is repeated. Tests are corrected
    /// for many users, and far out Satterthwaite's law is too light with few seeds: where it would speak of an effect,
    /// the chance is Banerjee's, which holds at any level.
    /// </summary>
    public double Chance
    {
        get
        {
            if (double.IsNaN(Error) || Interval.Mean == 0) return 1;
            if (Error == 0) return 0;
            var likely = Math.Min(1, 2 * StudentT.CDF(0, 1, Freedom, -Math.Abs(Interval.Mean) / Error));
            return likely >= UserVerdict.Level ? likely : Math.Max(likely, Careful());
        }
    }

    /// <summary>
    /// Variance of the seeds' means and its degrees of freedom, variance that units have in common and its degrees of
    /// freedom.
    /// </summary>
    private (double Between, int BetweenFreedom, double Shared, int SharedFreedom) Parts { get; init; }

    /// <summary>The estimate of a table.</summary>
    /// <param name="gains">[seed][unit], every seed with the same units in the same order; one or more of each.</param>
    /// <exception cref="ArgumentException">The table is empty or ragged.</exception>
    public static CrossedGain Of(IReadOnlyList<IReadOnlyList<double>> gains)
    {
        if (gains.Count == 0 || gains[0].Count == 0 || gains.Any(seed => seed.Count != gains[0].Count))
            throw new ArgumentException("every seed needs the same units, one or more", nameof(gains));
        var (seeds, units) = (gains.Count, gains[0].Count);
        double[] ofSeed = [.. gains.Select(seed => seed.Average())];
        double[] ofUnit = [.. Enumerable.Range(0, units).Select(unit => gains.Average(seed => seed[unit]))];
        var mean = ofSeed.Average();
        if (seeds == 1 && units == 1) return Unknown(mean);
        if (seeds == 1) return Of(mean, Squares(ofUnit, mean) / (units - 1) / units, units - 1, 0, 1);
        var between = Squares(ofSeed, mean) / (seeds - 1) / seeds;
        if (units == 1) return Of(mean, between, seeds - 1, 0, 1);
        var together = Interaction(gains, ofSeed, ofUnit, mean) / ((seeds - 1.0) * (units - 1) * seeds * units);
        var shared = Math.Max(0, Squares(ofUnit, mean) / (units - 1) / units - together);
        return Of(mean, between, seeds - 1, shared, units - 1);
    }

    /// <summary>Squares of what seed and unit do together: what is left of a gain without both means.</summary>
    private static double Interaction(
        IReadOnlyList<IReadOnlyList<double>> gains, double[] ofSeed, double[] ofUnit, double mean)
    {
        double squares = 0;
        for (var seed = 0; seed < ofSeed.Length; seed++)
        {
            for (var unit = 0; unit < ofUnit.Length; unit++)
            {
                var rest = gains[seed][unit] - ofSeed[seed] - ofUnit[unit] + mean;
                squares += rest * rest;
            }
        }

        return squares;
    }

    private static CrossedGain Of(double mean, double between, int betweenFreedom, double shared, int sharedFreedom)
    {
        var variance = between + shared;

        // Gains of 0.3 that differ in the last digit are equal gains.
        if (variance <= 1e-24 * mean * mean)
            return new CrossedGain(new PairedInterval(mean, mean, mean), 0, betweenFreedom);
        var freedom = variance * variance / (between * between / betweenFreedom + shared * shared / sharedFreedom);
        var careful = between / variance / 2;
        var half = Math.Sqrt((1 - careful) * Square(Quantile(freedom)) * variance
            + careful * (Square(Quantile(betweenFreedom)) * between + Square(Quantile(sharedFreedom)) * shared));
        var interval = new PairedInterval(mean, mean - half, mean + half);
        return new CrossedGain(interval, Math.Sqrt(variance), freedom)
        {
            Parts = (between, betweenFreedom, shared, sharedFreedom),
        };
    }

    private static CrossedGain Unknown(double mean) =>
        new(new PairedInterval(mean, double.NegativeInfinity, double.PositiveInfinity), double.NaN, double.NaN);

    /// <summary>The chance at which the root of Σ t² V of the parts is the distance of the mean from zero.</summary>
    private double Careful()
    {
        var (between, betweenFreedom, shared, sharedFreedom) = Parts;
        var (low, high) = (Math.Log(Least), 0.0);
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            var width = Square(Far(betweenFreedom, Math.Exp(middle))) * between
                + (shared > 0 ? Square(Far(sharedFreedom, Math.Exp(middle))) * shared : 0);
            if (width > Square(Interval.Mean)) low = middle;
            else high = middle;
        }

        return Math.Exp(high);
    }

    /// <summary>
    /// The distance from zero that is reached with a chance of <paramref name="chance"/> on either side; the library's
    /// own quantiles end at 800.
    /// </summary>
    private static double Far(double freedom, double chance)
    {
        var (low, high) = (Math.Log(1e-6), Math.Log(1e12));
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            if (2 * StudentT.CDF(0, 1, freedom, -Math.Exp(middle)) > chance) low = middle;
            else high = middle;
        }

        return Math.Exp(high);
    }

    private static double Quantile(double freedom) => StudentT.InvCDF(0, 1, freedom, 1 - Tail);

    private static double Square(double value) => value * value;

    private static double Squares(double[] values, double mean) => values.Sum(value => (value - mean) * (value - mean));
}
