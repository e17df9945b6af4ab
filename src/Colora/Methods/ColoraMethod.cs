using Colora.Adapters;
using Colora.Federation;

namespace Colora.Methods;

/// <summary>
/// CoLoRA: A and B shared, a core S_i for each user. Trained in one place, or in rounds in which A and B travel and are averaged while the cores stay
/// at home (Magakyan et al. 2026).
/// </summary>
public sealed record ColoraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "colora";

    /// <inheritdoc />
    public override string Formula => "W0 + s B S_i A";

    /// <inheritdoc />
    public override string Source => "Magakyan et al. 2026, arXiv 2602.07218";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.Personal, B: Owner.Shared);

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: true, B: true);

    /// <summary>No: its central form is the method, rounds are one way to train it.</summary>
    public override bool GoesInRounds => false;

    /// <inheritdoc />
    public override bool HasStarts => true;

    /// <inheritdoc />
    public override bool CanAverage => true;

    /// <inheritdoc />
    public override bool CanTieCores => true;

    /// <inheritdoc />
    public override bool IsRaced => true;

    /// <inheritdoc />
    public override bool JoinsRuns => true;

    /// <inheritdoc />
    public override bool CanRegauge => true;

    /// <inheritdoc />
    public override bool HasClusters => true;

    /// <inheritdoc />
    public override bool IsCandidate => true;

    /// <inheritdoc />
    public override int CoreStepsOf(RoundsConfig asked) => asked.CoreSteps;
}
