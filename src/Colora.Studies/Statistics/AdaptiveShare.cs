using Colora.Evaluation;

namespace Colora.Studies.Statistics;

/// <summary>
/// Chances of many users corrected so that the expected share of wrong ones among those taken is held: Benjamini's and
/// Hochberg's correction times the share of users who do not gain, as their own chances show it. Those who do not gain
/// have a chance above <see cref="Even"/> half of the time, so that they are about (1 + number above it) / (n (1 −
/// Even)) of n users (Storey, Taylor and Siegmund 2004, who show that this holds the share for independent chances).
/// </summary>
internal static class AdaptiveShare
{
    private const double Even = 0.5;

    /// <summary>The corrected chances; 1 of those above <see cref="Even"/>.</summary>
    /// <param name="chances">Of each user, independent of one another.</param>
    public static double[] Correct(IReadOnlyList<double> chances)
    {
        var without = Math.Min(1, (1 + chances.Count(chance => chance > Even)) / ((1 - Even) * chances.Count));
        var corrected = ManyTests.BenjaminiHochberg(chances);
        return [.. corrected.Select((chance, user) => chances[user] > Even ? 1 : without * chance)];
    }
}
