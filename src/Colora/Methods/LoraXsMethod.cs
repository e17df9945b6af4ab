using Colora.Adapters;

namespace Colora.Methods;

/// <summary>LoRA-XS: A and B frozen at singular vectors of W0, only the core S_i is trained: CoLoRA without a learned subspace.</summary>
public sealed record LoraXsMethod : Method
{
    /// <inheritdoc />
    public override string Name => "lora-xs";

    /// <inheritdoc />
    public override string Formula => "W0 + s B0 S_i A0";

    /// <inheritdoc />
    public override string Source => "Balazy et al. 2024, arXiv 2405.17604";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.Personal, B: Owner.Shared);

    /// <inheritdoc />
    public override IReadOnlyList<FactorKind> Trained => [FactorKind.S];

    /// <inheritdoc />
    public override StartConfig StartOf(StartConfig asked) => asked with { Kind = StartKind.WeightSvd };
}
