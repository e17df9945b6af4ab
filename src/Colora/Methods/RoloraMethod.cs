using Colora.Adapters;
using Colora.Federation;

namespace Colora.Methods;

/// <summary>RoLoRA: one LoRA for all, B in one round and A in the next: the average is exact.</summary>
public sealed record RoloraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "rolora";

    /// <inheritdoc />
    public override string Formula => "W0 + s B A";

    /// <inheritdoc />
    public override string Source => "Chen et al. 2025, arXiv 2409.02346";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.None, B: Owner.Shared);

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: true, B: true);

    /// <inheritdoc />
    public override bool NeedsRounds => true;

    /// <summary>One shared factor moves, whatever the phases of the run.</summary>
    public override IReadOnlyList<FactorKind> KindsOfRound(int round, RoundPhases phases) => Alternating(round);
}
