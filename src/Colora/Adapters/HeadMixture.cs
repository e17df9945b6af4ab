using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>Weights of B's heads from a user's scores: softmax(w/τ) with τ = 0.1 (MTL-LoRA, arXiv 2410.09437).</summary>
internal static class HeadMixture
{
    /// <summary>τ; small, so that users can tell heads apart.</summary>
    public const double Temperature = 0.1;

    /// <summary>The weights.</summary>
    /// <param name="scores">w, […, heads].</param>
    /// <returns>float32, of the same shape; the last dimension sums to 1.</returns>
    public static Tensor WeightsOf(Tensor scores) => (scores * Constant.Of(1 / Temperature)).softmax(-1);
}
