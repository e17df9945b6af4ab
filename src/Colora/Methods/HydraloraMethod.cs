using Colora.Adapters;
using Colora.Model;

namespace Colora.Methods;

/// <summary>HydraLoRA: one A, several heads B_j, and a router that weighs them token by token.</summary>
public sealed record HydraloraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "hydralora";

    /// <inheritdoc />
    public override string Formula => "W0 + s Σ_j softmax(R x)_j B_j A";

    /// <inheritdoc />
    public override string Source => "Tian et al. 2024, arXiv 2404.19245";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.None, B: Owner.Shared) { Router = Owner.Shared };

    /// <inheritdoc />
    public override bool NeedsOnePlace => true;

    /// <summary>As LoRA, and a random router.</summary>
    public override void Fill(AdapterWeights weights, CausalLM model, StartConfig start, long seed)
    {
        base.Fill(weights, model, start, seed);
        AdapterStart.FillUniform(weights, FactorKind.Router, seed);
    }
}
