using Colora.Adapters;
using Colora.Federation;

namespace Colora.Methods;

/// <summary>FedSA-LoRA: A shared and averaged, B_i personal.</summary>
public sealed record FedsaLoraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "fedsa-lora";

    /// <inheritdoc />
    public override string Formula => "W0 + s B_i A";

    /// <inheritdoc />
    public override string Source => "Guo et al. 2025, arXiv 2410.01463";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.None, B: Owner.Personal);

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: true, B: false);
}
