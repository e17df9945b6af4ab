namespace Colora.Studies.Comparison;

/// <summary>
/// A score in rows: how many training rows an arm needs for it, read off its scores at several numbers of rows.
/// </summary>
internal static class CompareWorth
{
    /// <summary>
    /// Rows at which the curve first reaches the score, between two sizes in even steps for every doubling; null
    /// beyond its end.
    /// </summary>
    /// <param name="own">Whose score.</param>
    /// <param name="curve">The curve, by rising rows.</param>
    public static double? RowsOf(CompareSummary own, IReadOnlyList<CompareSummary> curve)
    {
        if (curve[0].Mean >= own.Mean) return curve[0].Rows;
        for (var i = 1; i < curve.Count; i++)
        {
            var (low, high) = (curve[i - 1], curve[i]);
            if (high.Mean < own.Mean) continue;
            var share = (own.Mean - low.Mean) / (high.Mean - low.Mean);
            return low.Rows * Math.Pow((double)high.Rows / low.Rows, share);
        }

        return null;
    }
}
