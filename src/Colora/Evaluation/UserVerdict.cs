namespace Colora.Evaluation;

/// <summary>
/// Whether an arm helped one user against another arm, from paired scores on the same rows. The chance that a
/// difference this large comes of nothing is a sign-flip test's (<c>SignFlip</c>); of several runs it is at least that
/// of the gain's interval over rows and runs (<c>CrossedGain</c>), so that what training varies by is not taken for an
/// effect. Chances are corrected for all users: up to twenty so that in at most <see cref="Level"/> of all cases even
/// one is judged wrongly (Holm), beyond so that at most that share of the verdicts is wrong (Benjamini and Hochberg).
/// </summary>
/// <param name="User">The user.</param>
/// <param name="Gain">Mean difference with its 95 % interval, of this user alone.</param>
/// <param name="Chance">Chance of such a difference without an effect, for this user alone.</param>
/// <param name="Corrected">The same after correction for all users.</param>
/// <param name="Judgement">Helped, hurt, or no difference.</param>
public sealed record UserVerdict(string User, PairedInterval Gain, double Chance, double Corrected, Judgement Judgement)
{
    /// <summary>Chance of one wrong judgement among all users up to twenty, share of wrong ones among more.</summary>
    public const double Level = 0.05;

    /// <summary>
    /// The smallest chance that this user's number of rows allows: 2 of 2ⁿ, by drawn signs no less than 1 of 10,000.
    /// </summary>
    public double Smallest { get; init; }

    /// <summary>Name of the correction for so many users.</summary>
    public static string CorrectionFor(int users) => users <= ManyTests.MostByHolm ? "Holm" : "Benjamini–Hochberg";

    /// <summary>Verdicts of all users on one run.</summary>
    /// <param name="differences">For each user, score of the arm less that of the other on each row; at least one
    /// row.</param>
    /// <param name="seed">Seed of resampling.</param>
    public static IReadOnlyList<UserVerdict> Of(
        IReadOnlyList<(string User, IReadOnlyList<double> Differences)> differences, long seed = 0) =>
        OfRuns(
            [.. differences.Select(user => (user.User, (IReadOnlyList<IReadOnlyList<double>>)[user.Differences]))],
            seed);

    /// <summary>Verdicts of all users on the runs of several seeds.</summary>
    /// <param name="differences">For each user, [run][row]: score of the arm less that of the other; the same rows in
    /// every run, at least one.</param>
    /// <param name="seed">Seed of resampling.</param>
    public static IReadOnlyList<UserVerdict> OfRuns(
        IReadOnlyList<(string User, IReadOnlyList<IReadOnlyList<double>> Differences)> differences, long seed = 0)
    {
        var judged = differences.Select(user => GainOf(user.Differences, seed)).ToList();
        var corrected = ManyTests.Correct([.. judged.Select(user => user.Chance)], differences.Count);
        return [.. differences.Select((user, i) => Verdict(user.User, user.Differences[0].Count, i))];

        UserVerdict Verdict(string user, int rows, int i)
        {
            var (gain, chance) = judged[i];
            return new UserVerdict(user, gain, chance, corrected[i], Judge(gain.Mean, corrected[i]))
            {
                Smallest = SignFlip.Smallest(rows),
            };
        }
    }

    /// <summary>A user's gain over all runs, and the chance of it, uncorrected.</summary>
    private static (PairedInterval Gain, double Chance) GainOf(
        IReadOnlyList<IReadOnlyList<double>> differences, long seed)
    {
        var rows = Enumerable.Range(0, differences[0].Count);
        var flipped = SignFlip.Chance([.. rows.Select(row => differences.Average(run => run[row]))], seed);
        if (differences.Count == 1) return (PairedInterval.Of(differences[0], seed), flipped);
        var crossed = CrossedGain.Of(differences);
        return (crossed.Interval, Math.Max(flipped, crossed.Chance));
    }

    /// <summary>Whether this user's rows allow a verdict at all, corrected for so many users.</summary>
    public bool IsDecidable(int users) => ManyTests.Best(Smallest, users) < Level;

    /// <summary>The judgement of a mean gain and its chance.</summary>
    internal static Judgement Judge(double gain, double chance) =>
        chance >= Level || gain == 0 ? Judgement.NoDifference : gain > 0 ? Judgement.Helped : Judgement.Hurt;
}
