using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>x / √(mean(x²) + ε) · weight; the statistic in float32 whatever the type of x.</summary>
internal sealed class RmsNorm(Tensor weight, double epsilon)
{
    /// <summary>x [rows, tokens, hidden] → the same shape.</summary>
    public Tensor Forward(Tensor x)
    {
        var wide = x.to(ScalarType.Float32);
        var scale = wide.pow(Constant.Of(2.0)).mean([-1], keepdim: true).Plus(epsilon).rsqrt();
        return (wide * scale).to(x.dtype) * weight;
    }
}
