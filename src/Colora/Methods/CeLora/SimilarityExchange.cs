using Colora.Adapters;
using Colora.Engine;
using Colora.Federation;
using static TorchSharp.torch;

namespace Colora.Methods.CeLora;

/// <summary>
/// Each participant gets a mean of all cores of its own, C_i ← Σ_j w_ij C_j with w_ij ∝ p_j exp(cos(C_i − I, C_j − I)), p_j = n_j/Σn: those that
/// have moved like its own weigh more (CE-LoRA). Cosines are over all modules together; cores begin at I. The paper's abstract names similarity of
/// data as well; data stay at home here, so it is left out. Sums in float64.
/// </summary>
internal sealed class SimilarityExchange : IAggregator
{
    /// <inheritdoc />
    public IReadOnlyList<TravellingFactors> Aggregate(AdapterLayout layout, IReadOnlyList<SharedUpdate> updates)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var cores = stack([.. updates.Select(update => update.Factors.Exchanged!.to(ScalarType.Float64))]);
        var start = cat([.. layout.Modules.Select(module => eye(module.Rank, dtype: ScalarType.Float64).reshape(-1))]);
        var moved = cores - start;
        var units = moved / moved.norm(1, keepdim: true, 2f).clamp_min(Constant.Of(1e-12));
        var shares = tensor(updates.Select(update => update.Weight).ToArray(), ScalarType.Float64);
        var weights = LinearAlgebra.MatrixProduct.Of(units, units.t()).exp() * shares;
        var mixed = LinearAlgebra.MatrixProduct.Of(weights / weights.sum(1, keepdim: true), cores).to(ScalarType.Float32);
        return [.. updates.Select((_, i) => new TravellingFactors(null, null, mixed[i].clone().DetachFromDisposeScope()))];
    }
}
