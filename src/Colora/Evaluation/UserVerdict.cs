using Colora.Engine;

namespace Colora.Evaluation;

/// <summary>
/// Whether an arm helped one user against another arm, from paired scores on the same rows. The interval is the paired bootstrap's; the
/// chance that a difference this large comes of nothing is a sign-flip test's (differences of no effect are as likely of either sign,
/// Fisher 1935), corrected for the number of users by Holm (1979): of all users together, at most <see cref="Level"/> of the time even
/// one is judged helped or hurt wrongly.
/// </summary>
/// <param name="User">The user.</param>
/// <param name="Gain">Mean difference with its 95 % interval.</param>
/// <param name="Chance">Chance of such a difference without an effect, for this user alone.</param>
/// <param name="Corrected">The same after correction for all users.</param>
/// <param name="Judgement">Helped, hurt, or no difference.</param>
public sealed record UserVerdict(string User, PairedInterval Gain, double Chance, double Corrected, Judgement Judgement)
{
    /// <summary>Chance of one wrong judgement among all users.</summary>
    public const double Level = 0.05;

    private const int Flips = 9999;

    /// <summary>Verdicts of all users.</summary>
    /// <param name="differences">For each user, score of the arm less that of the other on each row; at least one row.</param>
    /// <param name="seed">Seed of resampling.</param>
    public static IReadOnlyList<UserVerdict> Of(IReadOnlyList<(string User, IReadOnlyList<double> Differences)> differences, long seed = 0)
    {
        var chances = differences.Select(user => ChanceOfNothing(user.Differences, seed)).ToArray();
        var corrected = Holm(chances);
        return [.. differences.Select((user, i) =>
        {
            var gain = PairedInterval.Of(user.Differences, seed);
            var judgement = corrected[i] >= Level ? Judgement.NoDifference : gain.Mean > 0 ? Judgement.Helped : Judgement.Hurt;
            return new UserVerdict(user.User, gain, chances[i], corrected[i], judgement);
        })];
    }

    /// <summary>Holm's step-down correction: the j-th smallest of m is multiplied by m − j + 1, never below one before it, at most 1.</summary>
    public static double[] Holm(IReadOnlyList<double> chances)
    {
        var order = Enumerable.Range(0, chances.Count).OrderBy(i => chances[i]).ToArray();
        var corrected = new double[chances.Count];
        double floor = 0;
        for (var rank = 0; rank < order.Length; rank++)
            corrected[order[rank]] = floor = Math.Max(floor, Math.Min(1, chances[order[rank]] * (order.Length - rank)));
        return corrected;
    }

    /// <summary>Two-sided chance of a mean at least as far from zero under random signs; the observed signs count as one of the draws.</summary>
    internal static double ChanceOfNothing(IReadOnlyList<double> differences, long seed)
    {
        var moving = differences.Where(difference => difference != 0).ToArray();
        var observed = Math.Abs(moving.Sum()) - 1e-12;
        if (moving.Length == 0) return 1;
        var state = (ulong)SeedSequence.Derive(seed, "signs", differences.Count);
        var extreme = 1;
        for (var flip = 0; flip < Flips; flip++)
        {
            double sum = 0;
            ulong bits = 0;
            for (var i = 0; i < moving.Length; i++)
            {
                if (i % 64 == 0) bits = SeedSequence.Next(ref state);
                sum += (bits >> (i % 64) & 1) == 0 ? moving[i] : -moving[i];
            }

            if (Math.Abs(sum) >= observed) extreme++;
        }

        return extreme / (Flips + 1.0);
    }
}
