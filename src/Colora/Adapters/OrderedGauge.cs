using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>Factors in the full canonical gauge.</summary>
/// <param name="A">[r, in].</param>
/// <param name="B">[out, r].</param>
/// <param name="Cores">[users, r, r].</param>
/// <param name="EnergyB">Energy of the output modes [r], descending.</param>
/// <param name="EnergyA">Energy of the input modes [r], descending.</param>
internal sealed record OrderedGauge(Tensor A, Tensor B, Tensor Cores, Tensor EnergyB, Tensor EnergyA)
{
    internal OrderedGauge MoveToOuterScope()
    {
        foreach (var tensor in (Tensor[])[A, B, Cores, EnergyB, EnergyA]) tensor.MoveToOuterDisposeScope();
        return this;
    }
}
