using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Evaluation;
using static TorchSharp.torch;

namespace Colora.Runs;

/// <summary>
/// Losses of the validation rows by the shared factors of one validated step together with the personal ones of
/// another, [user][row]; each pair of steps is judged once. Steps are meant by their place among the validated ones.
/// </summary>
internal sealed class JoinedScores : IDisposable
{
    private readonly IReadOnlyList<long> steps;
    private readonly Func<long, IEnumerable<string>> foldersOf;
    private readonly Func<AdapterWeights, IReadOnlyList<IReadOnlyList<RowScore>>> judge;
    private readonly List<FactorKind> personal;
    private readonly List<IReadOnlyList<IReadOnlyList<RowScore>>> own;
    private readonly Dictionary<(int Shared, int Point), IReadOnlyList<IReadOnlyList<RowScore>>> judged = [];
    private readonly AdapterWeights candidate;

    /// <param name="steps">Validated steps of the run.</param>
    /// <param name="layout">Who shares what.</param>
    /// <param name="foldersOf">Folder that <see cref="SelectionFiles"/> has written after a validated step, then those
    /// of the steps before it.</param>
    /// <param name="lossesOf">Losses of the validation rows after a validated step, [user][row].</param>
    /// <param name="judge">Losses of the validation rows for an adapter, [user][row].</param>
    public JoinedScores(
        IReadOnlyList<long> steps, AdapterLayout layout, Func<long, IEnumerable<string>> foldersOf,
        Func<long, IReadOnlyList<IReadOnlyList<RowScore>>> lossesOf,
        Func<AdapterWeights, IReadOnlyList<IReadOnlyList<RowScore>>> judge)
    {
        this.steps = steps;
        this.foldersOf = foldersOf;
        this.judge = judge;
        HasShared = layout.Kinds.Any(kind => layout.Ownership[kind] == Owner.Shared);
        personal = layout.Kinds.Where(kind => layout.Ownership[kind] == Owner.Personal).ToList();
        own = steps.Select(lossesOf).ToList();
        candidate = new AdapterWeights(layout);
    }

    /// <summary>Whether any factor is shared.</summary>
    public bool HasShared { get; }

    /// <summary>Whether any factor is personal.</summary>
    public bool HasPersonal => personal.Count > 0;

    /// <summary>The losses as they were measured while the run went on.</summary>
    public IReadOnlyList<IReadOnlyList<RowScore>> Of(int point) => own[point];

    /// <summary>The losses by shared factors of one step and personal factors of another.</summary>
    public IReadOnlyList<IReadOnlyList<RowScore>> Of(int shared, int point)
    {
        if (!HasPersonal) return own[shared];
        if (!HasShared || point == shared) return own[point];
        if (judged.TryGetValue((shared, point), out var known)) return known;
        Read(point, candidate);
        SelectionFiles.ReadSharedInto(foldersOf(steps[shared]).First(), candidate);
        return judged[(shared, point)] = judge(candidate);
    }

    /// <summary>Fills an adapter with the chosen factors.</summary>
    /// <param name="shared">Step of the shared factors.</param>
    /// <param name="ofUser">Step of each user's personal factors.</param>
    /// <param name="weights">The adapter.</param>
    public void Fill(int shared, IReadOnlyList<int> ofUser, AdapterWeights weights)
    {
        Read(shared, weights);
        if (!HasPersonal) return;
        foreach (var point in ofUser.Distinct().Where(point => point != shared))
        {
            Read(point, candidate);
            for (var user = 0; user < ofUser.Count; user++)
                if (ofUser[user] == point) CopyPersonal(weights, user);
        }
    }

    /// <inheritdoc />
    public void Dispose() => candidate.Dispose();

    private void Read(int point, AdapterWeights into) => SelectionFiles.ReadInto(foldersOf(steps[point]), into);

    private void CopyPersonal(AdapterWeights to, int user)
    {
        using var scope = NewDisposeScope();
        foreach (var kind in personal) to[kind].Values[user].copy_(candidate[kind].Values[user]);
    }
}
