using Colora.Engine;
using Colora.Evaluation;

namespace Colora.Studies.Statistics;

/// <summary>
/// What a user's validation rows say of whether any arm is better than the one to fall back on, by a one-sided
/// sign-flip test. With z the sum of a step's gains over the root of the sum of their squares, the statistic is the
/// mean over arms of the mean over their steps of exp(<see cref="Tilt"/> z): the average likelihood ratio of "one, no
/// matter which, is better" (Chan and Walther 2013), between the sum of all z and the largest. Under every flip, which
/// turns a row round in all steps of all arms at once, it is taken anew: so the chance is exact however much there is
/// to choose from, and no rows are lost to choosing. The roots are the same under every flip. A step that is worse on
/// every row is not asked: flipped, it would be far better, and hide what is a little better.
/// </summary>
/// <param name="Chance">Chance of such gains where nothing is better.</param>
/// <param name="Most">The largest chance up to <see cref="ClosedTest.Asked"/> that these rows can give.</param>
/// <param name="OfArm">Of each arm that was asked, the chance by its own steps alone.</param>
internal sealed record GainEvidence(double Chance, double Most, IReadOnlyDictionary<string, double> OfArm)
{
    /// <summary>How much the best of many steps counts more than their mean.</summary>
    private const double Tilt = 3;

    /// <summary>Above, the exponential would have no number.</summary>
    private const double MostExponent = 700;

    private const double Slack = 1 - 1e-9;

    /// <summary>The evidence of a user's rows; of none, or where no step is asked, that nothing is better.</summary>
    /// <param name="gains">Of each arm, [step][row]: by how much the loss is less than the fallback's.</param>
    /// <param name="seed">Seed of the signs, another for each user: users' chances must not depend on one
    /// another.</param>
    public static GainEvidence Of(IReadOnlyDictionary<string, IReadOnlyList<double[]>> gains, long seed)
    {
        List<(string Arm, SignedSums[] Steps)> asked = [.. gains.Select(Asked).Where(arm => arm.Steps.Length > 0)];
        if (asked.Count == 0) return new GainEvidence(1, 1, new Dictionary<string, double>());
        var rows = gains.Values.First()[0].Length;
        var isExact = rows <= SignFlip.Exact;
        var state = (ulong)SeedSequence.Derive(seed, "signs", rows);

        // The first signs are those observed; where all are gone through, they are one of them.
        var all = isExact ? 1 << rows : SignFlip.Draws + 1;
        var together = new double[all];
        var alone = asked.Select(_ => new double[all]).ToArray();
        for (var flip = 0; flip < all; flip++)
        {
            var signs = isExact || flip == 0 ? (ulong)flip : SeedSequence.Next(ref state);
            for (var arm = 0; arm < asked.Count; arm++)
                together[flip] += alone[arm][flip] = Statistic(asked[arm].Steps, signs);
        }

        return new GainEvidence(
            ChanceOf(together),
            MostOf(together),
            asked.Select((arm, i) => (arm.Arm, Chance: ChanceOf(alone[i])))
                .ToDictionary(arm => arm.Arm, arm => arm.Chance));
    }

    /// <summary>The steps that are not worse on every row, each in units of its own size.</summary>
    private static (string Arm, SignedSums[] Steps) Asked(KeyValuePair<string, IReadOnlyList<double[]>> arm)
    {
        return (arm.Key, [.. arm.Value.Where(step => step.Any(gain => gain >= 0)).Select(InItsSize)]);

        static SignedSums InItsSize(double[] step)
        {
            var size = Math.Sqrt(step.Sum(gain => gain * gain));
            return new SignedSums(size == 0 ? step : [.. step.Select(gain => gain / size)]);
        }
    }

    /// <summary>Mean over an arm's steps of exp(tilt z) under some signs.</summary>
    private static double Statistic(SignedSums[] steps, ulong signs)
    {
        double sum = 0;
        foreach (var step in steps) sum += Math.Exp(Math.Min(MostExponent, Tilt * step.Of(signs)));
        return sum / steps.Length;
    }

    /// <summary>Share of the flips that come to as much as what was observed.</summary>
    private static double ChanceOf(double[] flipped) =>
        flipped.Count(value => value >= flipped[0] * Slack) / (double)flipped.Length;

    /// <summary>The largest share up to <see cref="ClosedTest.Asked"/> that any flip could have come to.</summary>
    private static double MostOf(double[] flipped)
    {
        double[] falling = [.. flipped.OrderDescending()];
        var most = (int)(ClosedTest.Asked * falling.Length);

        // What is the same under several flips has the chance of the last of them.
        while (most > 0 && falling[most] >= falling[most - 1] * Slack) most--;
        return (double)most / falling.Length;
    }
}
