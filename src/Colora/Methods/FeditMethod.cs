using Colora.Adapters;
using Colora.Federation;

namespace Colora.Methods;

/// <summary>FedIT: one LoRA (A, B) for all; every participant trains both, A and B are averaged each by itself.</summary>
public sealed record FeditMethod : Method
{
    /// <inheritdoc />
    public override string Name => "fedit";

    /// <inheritdoc />
    public override string Formula => "W0 + s B A";

    /// <inheritdoc />
    public override string Source => "Zhang et al. 2024, arXiv 2305.05644";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.None, B: Owner.Shared);

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: true, B: true);

    /// <inheritdoc />
    public override bool NeedsRounds => true;
}
