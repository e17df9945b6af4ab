using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>
/// Which validated steps the final adapter is put together from. Shared factors: the step with the best mean over
/// users. Personal factors: for each user the step whose factors do best on that user's validation rows together with
/// the chosen shared ones.
/// </summary>
/// <param name="SharedStep">Step of the shared factors; null where nothing is shared.</param>
/// <param name="StepOfUser">Step of each user's personal factors.</param>
/// <param name="LossOfUser">Validation loss of each user with the chosen factors, on the rows that chose them; null
/// without validation rows.</param>
/// <param name="Losses">Of each validation row, [user][row]: its loss with the chosen factors, then with the personal
/// factors of each validated step, from which they were chosen.</param>
internal sealed record CheckpointChoice(
    long? SharedStep, IReadOnlyList<long> StepOfUser, IReadOnlyList<double?> LossOfUser,
    IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Losses)
{
    /// <summary>Chooses, and leaves the chosen factors in <paramref name="weights"/>.</summary>
    /// <param name="steps">Validated steps of the run.</param>
    /// <param name="layout">Who shares what.</param>
    /// <param name="weights">Filled with the chosen factors.</param>
    /// <param name="foldersOf">Folder that <see cref="SelectionFiles"/> has written after a validated step, then those
    /// of the steps before it.</param>
    /// <param name="lossesOf">Losses of the validation rows after a validated step, [user][row].</param>
    /// <param name="judge">Losses of the validation rows for an adapter, [user][row].</param>
    public static CheckpointChoice Of(
        IReadOnlyList<long> steps, AdapterLayout layout, AdapterWeights weights,
        Func<long, IEnumerable<string>> foldersOf, Func<long, IReadOnlyList<IReadOnlyList<RowScore>>> lossesOf,
        Func<AdapterWeights, IReadOnlyList<IReadOnlyList<RowScore>>> judge)
    {
        using var scores = new JoinedScores(steps, layout, foldersOf, lossesOf, judge);
        var choice = StepChoice.Of(steps.Count, scores.Of, scores.Of, null);
        var points = scores.HasPersonal ? Enumerable.Range(0, steps.Count).ToArray() : [];
        IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> losses =
            [.. choice.OfUser.Select((chosen, user) => LossesOf(scores, choice.Shared, chosen, user, points))];
        scores.Fill(choice.Shared, choice.OfUser, weights);
        return new CheckpointChoice(
            scores.HasShared ? steps[choice.Shared] : null,
            [.. choice.OfUser.Select(point => steps[point])],
            [.. choice.OfUser.Select((chosen, user) => MeanOf(scores.Of(choice.Shared, chosen)[user]))],
            losses);
    }

    /// <summary>Of each row of a user: its loss with the chosen factors, then with those of every step that was to be
    /// chosen from.</summary>
    private static List<IReadOnlyList<double>> LossesOf(
        JoinedScores scores, int shared, int chosen, int user, int[] points)
    {
        var rows = new List<IReadOnlyList<double>>();
        foreach (var (row, score) in scores.Of(shared, chosen)[user].Index())
            rows.Add([score.Loss, .. points.Select(point => scores.Of(shared, point)[user][row].Loss)]);
        return rows;
    }

    private static double? MeanOf(IReadOnlyList<RowScore> rows)
    {
        var loss = Folds.Mean(rows, null);
        return double.IsNaN(loss) ? null : loss;
    }
}
