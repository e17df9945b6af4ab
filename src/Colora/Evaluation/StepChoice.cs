namespace Colora.Evaluation;

/// <summary>
/// Which of a run's validated points serve best: one for what is shared, by the mean over users, and one a user for
/// what is personal, together with the chosen shared factors.
/// </summary>
/// <param name="Shared">Point of the shared factors.</param>
/// <param name="OfUser">Point of each user's personal factors.</param>
internal sealed record StepChoice(int Shared, IReadOnlyList<int> OfUser)
{
    /// <summary>The choice by the rows of one fold, or all.</summary>
    /// <param name="points">Number of points.</param>
    /// <param name="own">[user][row]: losses of a point with its own shared factors.</param>
    /// <param name="joined">[user][row]: losses of a point's personal factors (second) with the shared factors of
    /// another (first).</param>
    /// <param name="fold">The fold; null = all rows.</param>
    public static StepChoice Of(
        int points, Func<int, IReadOnlyList<IReadOnlyList<RowScore>>> own,
        Func<int, int, IReadOnlyList<IReadOnlyList<RowScore>>> joined, int? fold)
    {
        var shared = Least(points, points - 1, point => Folds.MeanOverUsers(own(point), fold));
        return new StepChoice(
            shared,
            [.. Enumerable.Range(0, own(0).Count)
                .Select(user => Least(points, shared, point => Folds.Mean(joined(shared, point)[user], fold)))]);
    }

    private static int Least(int points, int otherwise, Func<int, double> loss)
    {
        var (best, at) = (double.PositiveInfinity, otherwise);
        for (var point = 0; point < points; point++)
            if (loss(point) is var value && value < best) (best, at) = (value, point);
        return at;
    }
}
