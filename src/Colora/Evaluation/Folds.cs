namespace Colora.Evaluation;

/// <summary>
/// The two halves of each user's validation rows, by turns in their seeded order. What is chosen on one half is judged
/// on the other, and the other way round: so every row is judged by a choice that it had no part in, and all rows
/// together test (cross-fitting; halves alone would leave few rows no power). A race of starts is decided so.
/// </summary>
internal static class Folds
{
    /// <summary>Number of folds.</summary>
    public const int Count = 2;

    /// <summary>The fold of a user's row.</summary>
    /// <param name="row">0-based place among the user's validation rows.</param>
    public static int Of(int row) => row % Count;

    /// <summary>Mean loss of an answer token of a user's rows of one fold; NaN where it has none.</summary>
    /// <param name="scores">Of the user's validation rows.</param>
    /// <param name="fold">The fold; null = all rows.</param>
    public static double Mean(IReadOnlyList<RowScore> scores, int? fold)
    {
        double sum = 0;
        long labels = 0;
        for (var row = 0; row < scores.Count; row++)
        {
            if (fold is { } only && Of(row) != only) continue;
            sum += scores[row].Sum;
            labels += scores[row].Labels;
        }

        return labels == 0 ? double.NaN : sum / labels;
    }

    /// <summary>Mean over the users who have rows of the fold; NaN where none has.</summary>
    /// <param name="scores">[user][row].</param>
    /// <param name="fold">The fold; null = all rows.</param>
    public static double MeanOverUsers(IReadOnlyList<IReadOnlyList<RowScore>> scores, int? fold) =>
        scores.Select(user => Mean(user, fold)).Where(mean => !double.IsNaN(mean)).DefaultIfEmpty(double.NaN).Average();
}
