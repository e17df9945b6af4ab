using Colora.Adapters;
using Colora.Model;

namespace Colora.Methods;

/// <summary>MTL-LoRA: one A, several heads B_j, a core and weights of the heads for each user: CoLoRA's forward pass with one head.</summary>
public sealed record MtlLoraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "mtl-lora";

    /// <inheritdoc />
    public override string Formula => "W0 + s (Σ_j softmax(w_i/τ)_j B_j) S_i A";

    /// <inheritdoc />
    public override string Source => "Yang et al. 2025, arXiv 2410.09437";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.Personal, B: Owner.Shared) { Mixture = Owner.Personal };

    /// <inheritdoc />
    public override bool NeedsOnePlace => true;

    /// <inheritdoc />
    public override StartConfig StartOf(StartConfig asked) => new() { Kind = StartKind.LoraLike, Perturbation = 0 };

    /// <summary>Cores of identity, and random scores of the heads.</summary>
    public override void Fill(AdapterWeights weights, CausalLM model, StartConfig start, long seed)
    {
        base.Fill(weights, model, start, seed);
        AdapterStart.FillUniform(weights, FactorKind.Mixture, seed, module => module.Heads);
    }
}
