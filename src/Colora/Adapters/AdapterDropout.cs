using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>Inverted dropout with a generator of its own, so that a step's masks depend on its seed alone.</summary>
/// <param name="Probability">Share of entries set to zero, 0 ≤ p &lt; 1.</param>
/// <param name="Generator">Generator of this batch.</param>
internal sealed record AdapterDropout(double Probability, Generator Generator)
{
    /// <summary>x ⊙ mask / (1 − p).</summary>
    public Tensor Apply(Tensor x)
    {
        if (Probability == 0) return x;
        var keep = rand(x.shape, ScalarType.Float32, CPU, generator: Generator).ge(Constant.Of(Probability)).to(x.device);
        return x * keep.to(x.dtype) * Constant.Of(1 / (1 - Probability));
    }
}
