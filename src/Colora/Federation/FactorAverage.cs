using Colora.Adapters;
using static TorchSharp.torch;

namespace Colora.Federation;

/// <summary>
/// FedAvg of each factor by itself, A ← Σ p_i A_i and B ← Σ p_i B_i with p_i = n_i/Σn. Exact where one factor moved; else it misses the
/// mean of the products by Σ p_i b_i a_i − b̄ ā, second order in the drift (method.md A.6). Sums in float64.
/// </summary>
public sealed class FactorAverage : IAggregator
{
    /// <inheritdoc />
    public IReadOnlyList<TravellingFactors> Aggregate(AdapterLayout layout, IReadOnlyList<SharedUpdate> updates) =>
        [new(Mean(updates, factors => factors.A), Mean(updates, factors => factors.B))];

    private static Tensor? Mean(IReadOnlyList<SharedUpdate> updates, Func<TravellingFactors, Tensor?> part)
    {
        if (part(updates[0].Factors) is not { } first) return null;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var total = updates.Sum(update => update.Weight);
        var sum = zeros(first.shape, ScalarType.Float64);
        foreach (var update in updates)
        {
            using var share = Share(update.Weight / total);
            sum.add_(part(update.Factors)!.to(ScalarType.Float64), alpha: share);
        }

        return sum.to(ScalarType.Float32).DetachFromDisposeScope();
    }

    private static TorchSharp.Scalar Share(double share) => TorchSharp.ScalarExtensionMethods.ToScalar(share);
}
