using Colora.Adapters;
using Colora.Federation;

namespace Colora.Methods;

/// <summary>Fed-ALoRA: B shared and averaged, A_i personal.</summary>
public sealed record FedAloraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "fed-alora";

    /// <inheritdoc />
    public override string Formula => "W0 + s B A_i";

    /// <inheritdoc />
    public override string Source => "the mirror image of FedSA-LoRA (OptMN-Lab/ALoRA)";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Personal, S: Owner.None, B: Owner.Shared);

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: false, B: true);
}
