using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Evaluation;
using static TorchSharp.torch;

namespace Colora.Runs;

/// <summary>
/// Which validated steps the final adapter is put together from. Shared factors: the step with the best mean over users. Personal
/// factors: for each user the step whose factors do best on that user's validation rows together with the chosen shared ones.
/// </summary>
/// <param name="SharedStep">Step of the shared factors; null where nothing is shared.</param>
/// <param name="StepOfUser">Step of each user's personal factors.</param>
/// <param name="LossOfUser">Validation loss of each user with the chosen factors, on the rows that chose them; null without validation rows.</param>
/// <param name="Losses">Of each validation row, [user][row]: its loss with the chosen factors, then with the personal factors of each validated step, from which they were chosen.</param>
internal sealed record CheckpointChoice(
    long? SharedStep, IReadOnlyList<long> StepOfUser, IReadOnlyList<double?> LossOfUser, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Losses)
{
    /// <summary>Chooses, and leaves the chosen factors in <paramref name="weights"/>.</summary>
    /// <param name="steps">Validated steps of the run.</param>
    /// <param name="layout">Who shares what.</param>
    /// <param name="weights">Filled with the chosen factors.</param>
    /// <param name="foldersOf">Folder that <see cref="SelectionFiles"/> has written after a validated step, then those of the steps before it.</param>
    /// <param name="lossesOf">Losses of the validation rows after a validated step, [user][row].</param>
    /// <param name="judge">Losses of the validation rows for an adapter, [user][row].</param>
    public static CheckpointChoice Of(
        IReadOnlyList<long> steps, AdapterLayout layout, AdapterWeights weights,
        Func<long, IEnumerable<string>> foldersOf, Func<long, IReadOnlyList<IReadOnlyList<RowScore>>> lossesOf, Func<AdapterWeights, IReadOnlyList<IReadOnlyList<RowScore>>> judge)
    {
        var shares = layout.Kinds.Any(kind => layout.Ownership[kind] == Owner.Shared);
        var personal = layout.Kinds.Where(kind => layout.Ownership[kind] == Owner.Personal).ToList();
        var own = steps.Select(lossesOf).ToList();
        var judged = new Dictionary<(int Shared, int Point), IReadOnlyList<IReadOnlyList<RowScore>>>();
        using var candidate = new AdapterWeights(layout);

        var choice = StepChoice.Of(steps.Count, point => own[point], Joined, null);
        var points = personal.Count == 0 ? [] : Enumerable.Range(0, steps.Count).ToArray();
        IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> losses = [.. choice.OfUser.Select((chosen, user) => (IReadOnlyList<IReadOnlyList<double>>)[.. Joined(choice.Shared, chosen)[user].Select((score, row) =>
            (IReadOnlyList<double>)[score.Loss, .. points.Select(point => Joined(choice.Shared, point)[user][row].Loss)])])];
        Read(choice.Shared, weights);
        foreach (var point in choice.OfUser.Distinct().Where(point => point != choice.Shared && personal.Count > 0))
        {
            Read(point, candidate);
            for (var user = 0; user < choice.OfUser.Count; user++)
                if (choice.OfUser[user] == point) CopyPersonal(candidate, weights, user, personal);
        }

        return new CheckpointChoice(
            shares ? steps[choice.Shared] : null,
            [.. choice.OfUser.Select(point => steps[point])],
            [.. choice.OfUser.Select((point, user) => Folds.Mean(Joined(choice.Shared, point)[user], null) is var loss && double.IsNaN(loss) ? (double?)null : loss)],
            losses);

        void Read(int point, AdapterWeights into) => SelectionFiles.ReadInto(foldersOf(steps[point]), into);

        IReadOnlyList<IReadOnlyList<RowScore>> Joined(int shared, int point)
        {
            if (personal.Count == 0) return own[shared];
            if (!shares || point == shared) return own[point];
            if (judged.TryGetValue((shared, point), out var known)) return known;
            Read(point, candidate);
            SelectionFiles.ReadSharedInto(foldersOf(steps[shared]).First(), candidate);
            return judged[(shared, point)] = judge(candidate);
        }
    }

    private static void CopyPersonal(AdapterWeights from, AdapterWeights to, int user, IReadOnlyList<FactorKind> personal)
    {
        using var scope = NewDisposeScope();
        foreach (var kind in personal) to[kind].Values[user].copy_(from[kind].Values[user]);
    }
}
