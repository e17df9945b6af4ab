using Colora.Adapters;
using Colora.Federation;

namespace Colora.Methods;

/// <summary>FedDPA: one averaged LoRA for all and one of each user's own, blended half and half.</summary>
public sealed record FeddpaLoraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "feddpa-lora";

    /// <inheritdoc />
    public override string Formula => "W0 + s (½ B A + ½ B_p,i A_p,i)";

    /// <inheritdoc />
    public override string Source => "Yang et al. 2024, arXiv 2403.19211, both parts trained in the same steps";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.None, B: Owner.Shared) { HasPrivate = true, PrivateShare = 0.5 };

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: true, B: true);
}
