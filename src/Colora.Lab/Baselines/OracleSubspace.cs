using Colora.Lab.Problems;
using static TorchSharp.torch;

namespace Colora.Lab.Baselines;

/// <summary>
/// The cores alone, in factors that are given: with the true ones, the least error that any sharing of a subspace can
/// reach.
/// </summary>
public static class OracleSubspace
{
    /// <summary>M_i = U L_i Vᵀ with fitted cores, [k,d1,d2].</summary>
    public static Tensor Fit(IDesign design, Tensor u, Tensor v)
    {
        using var scope = NewDisposeScope();
        using var half = design.FixRight(v);
        return PlantedTruth.Of(u, v, half.Cores(u).Cores).MoveToOuterDisposeScope();
    }
}
