using Colora.Adapters;
using Colora.Federation;

namespace Colora.Methods;

/// <summary>FFA-LoRA: one LoRA for all, A frozen at its random start, B averaged: the average is exact.</summary>
public sealed record FfaLoraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "ffa-lora";

    /// <inheritdoc />
    public override string Formula => "W0 + s B A0";

    /// <inheritdoc />
    public override string Source => "Sun et al. 2024, arXiv 2403.12313";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.None, B: Owner.Shared);

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: false, B: true);

    /// <inheritdoc />
    public override IReadOnlyList<FactorKind> Trained => [FactorKind.B];
}
