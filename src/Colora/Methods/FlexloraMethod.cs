using Colora.Adapters;
using Colora.Federation;

namespace Colora.Methods;

/// <summary>FlexLoRA: one LoRA for all by the mean of the products B_i A_i, cut to the rank by singular values.</summary>
public sealed record FlexloraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "flexlora";

    /// <inheritdoc />
    public override string Formula => "W0 + s B A";

    /// <inheritdoc />
    public override string Source => "Bai et al. 2024, arXiv 2402.11505";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.None, B: Owner.Shared);

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: true, B: true);

    /// <inheritdoc />
    public override IAggregator Aggregator => new ProductAverage();

    /// <inheritdoc />
    public override bool NeedsRounds => true;
}
