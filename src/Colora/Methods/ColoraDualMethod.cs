using Colora.Adapters;
using Colora.Federation;

namespace Colora.Methods;

/// <summary>CoLoRA-dual: CoLoRA with a small low-rank part of each user's own beside the shared one, for tasks that leave the shared subspace.</summary>
public sealed record ColoraDualMethod : Method
{
    /// <inheritdoc />
    public override string Name => "colora-dual";

    /// <inheritdoc />
    public override string Formula => "W0 + s (B S_i A + B_p,i A_p,i)";

    /// <inheritdoc />
    public override string Source => "CoLoRA with a small private residual for tasks that leave the shared subspace";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.Personal, B: Owner.Shared) { HasPrivate = true };

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: true, B: true);

    /// <summary>No: as CoLoRA.</summary>
    public override bool GoesInRounds => false;

    /// <inheritdoc />
    public override bool HasStarts => true;

    /// <inheritdoc />
    public override bool CanAverage => true;

    /// <inheritdoc />
    public override bool CanTieCores => true;

    /// <inheritdoc />
    public override bool IsCandidate => true;

    /// <inheritdoc />
    public override StartConfig StartOf(StartConfig asked) => WithoutRace(asked);
}
