using Colora.Adapters;
using Colora.Checkpoints;
using static TorchSharp.torch;

namespace Colora.Runs;

/// <summary>
/// Which validated steps the final adapter is put together from. Shared factors: the step with the best mean over users. Personal
/// factors: for each user the step whose factors do best on that user's validation rows together with the chosen shared ones.
/// </summary>
/// <param name="SharedStep">Step of the shared factors; null where nothing is shared.</param>
/// <param name="StepOfUser">Step of each user's personal factors.</param>
/// <param name="LossOfUser">Validation loss of each user with the chosen factors; null without validation rows.</param>
internal sealed record CheckpointChoice(long? SharedStep, IReadOnlyList<long> StepOfUser, IReadOnlyList<double?> LossOfUser)
{
    /// <summary>Chooses, and leaves the chosen factors in <paramref name="weights"/>.</summary>
    /// <param name="points">Validations of the run.</param>
    /// <param name="layout">Who shares what.</param>
    /// <param name="weights">Filled with the chosen factors.</param>
    /// <param name="folderOf">Folder of the adapter after a validated step.</param>
    /// <param name="judge">Validation loss of each user for an adapter.</param>
    public static CheckpointChoice Of(
        IReadOnlyList<ValidationPoint> points, AdapterLayout layout, AdapterWeights weights,
        Func<long, string> folderOf, Func<AdapterWeights, IReadOnlyList<double?>> judge)
    {
        var shares = layout.Kinds.Any(kind => layout.Ownership[kind] == Ownership.Shared);
        var personal = layout.Kinds.Where(kind => layout.Ownership[kind] == Ownership.Personal).ToList();
        var sharedStep = points.MinBy(point => point.Mean)!.Step;
        var best = layout.Users.Select(_ => (Loss: double.PositiveInfinity, Step: sharedStep)).ToArray();

        using var candidate = new AdapterWeights(layout);
        using var chosen = new AdapterWeights(layout);
        AdapterFiles.ReadInto(folderOf(sharedStep), chosen);
        foreach (var point in personal.Count == 0 ? [] : points)
        {
            AdapterFiles.ReadInto(folderOf(point.Step), candidate);
            if (shares) CopyShared(chosen, candidate);
            var losses = shares && point.Step != sharedStep ? judge(candidate) : point.LossOfUser;
            for (var user = 0; user < best.Length; user++)
            {
                if (losses[user] is not { } loss || loss >= best[user].Loss) continue;
                best[user] = (loss, point.Step);
                CopyPersonal(candidate, chosen, user, personal);
            }
        }

        weights.CopyFrom(chosen);
        var ofShared = points.MinBy(point => point.Mean)!.LossOfUser;
        return new CheckpointChoice(shares ? sharedStep : null, best.Select(user => user.Step).ToList(),
            best.Select((user, i) => double.IsFinite(user.Loss) ? user.Loss : ofShared[i]).ToList());
    }

    private static void CopyShared(AdapterWeights from, AdapterWeights to)
    {
        using var scope = NewDisposeScope();
        foreach (var bank in to.Banks.Where(bank => bank.IsShared)) bank.Values.copy_(from[bank.Kind].Values);
    }

    private static void CopyPersonal(AdapterWeights from, AdapterWeights to, int user, IReadOnlyList<FactorKind> personal)
    {
        using var scope = NewDisposeScope();
        foreach (var kind in personal) to[kind].Values[user].copy_(from[kind].Values[user]);
    }
}
