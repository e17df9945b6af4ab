using Colora.Adapters;
using Colora.Federation;

namespace Colora.Methods;

/// <summary>CoLoRA-diag: A and B shared, a diagonal core for each user: r scalars a module instead of r².</summary>
public sealed record ColoraDiagMethod : Method
{
    /// <inheritdoc />
    public override string Name => "colora-diag";

    /// <inheritdoc />
    public override string Formula => "W0 + s B diag(s_i) A";

    /// <inheritdoc />
    public override string Source => "CoLoRA with r scalars a user: the paper's \"personalized scalars\" read literally";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.Personal, B: Owner.Shared) { IsDiagonal = true };

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
    public override bool JoinsRuns => true;

    /// <summary>Newcomers get diagonals like everybody.</summary>
    public override Method OfNewcomers => this;

    /// <inheritdoc />
    public override StartConfig StartOf(StartConfig asked) => WithoutRace(asked);
}
