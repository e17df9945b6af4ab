namespace Colora.Evaluation;

/// <summary>
/// What many tests at once are corrected by. Up to <see cref="MostByHolm"/> users by Holm (1979): the chance of even
/// one wrong verdict is held. Beyond, that leaves single users no power, and the share of wrong ones among all verdicts
/// is held instead (Benjamini and Hochberg 1995; valid for independent and for positively dependent tests, which users
/// are who share a run: Benjamini and Yekutieli 2001).
/// </summary>
internal static class ManyTests
{
    /// <summary>Most users whose tests are corrected by Holm.</summary>
    public const int MostByHolm = 20;

    /// <summary>The corrected chances.</summary>
    /// <param name="chances">Of all tests.</param>
    /// <param name="users">Users whom they are of.</param>
    public static double[] Correct(IReadOnlyList<double> chances, int users) =>
        users <= MostByHolm ? Holm(chances) : BenjaminiHochberg(chances);

    /// <summary>Best that a test of the given smallest chance can come to where all others do as well.</summary>
    public static double Best(double smallest, int tests) =>
        tests <= MostByHolm ? Math.Min(1, smallest * tests) : smallest;

    /// <summary>
    /// Holm's step-down correction: the j-th smallest of m is multiplied by m − j + 1, never below one before it, at
    /// most 1.
    /// </summary>
    public static double[] Holm(IReadOnlyList<double> chances)
    {
        var order = Enumerable.Range(0, chances.Count).OrderBy(i => chances[i]).ToArray();
        var corrected = new double[chances.Count];
        double floor = 0;
        for (var rank = 0; rank < order.Length; rank++)
            corrected[order[rank]] = floor = Math.Max(floor, Math.Min(1, chances[order[rank]] * (order.Length - rank)));
        return corrected;
    }

    /// <summary>
    /// Benjamini's and Hochberg's step-up correction: the j-th smallest of m is multiplied by m/j, never above one
    /// after it, at most 1.
    /// </summary>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> chances)
    {
        var order = Enumerable.Range(0, chances.Count).OrderBy(i => chances[i]).ToArray();
        var corrected = new double[chances.Count];
        double ceiling = 1;
        for (var rank = order.Length - 1; rank >= 0; rank--)
            corrected[order[rank]] = ceiling = Math.Min(ceiling, chances[order[rank]] * order.Length / (rank + 1));
        return corrected;
    }
}
