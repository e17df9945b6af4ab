using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>A linear layer y = x Wᵀ + b whose result an adaptation may change.</summary>
public sealed class AdaptableLinear
{
    internal AdaptableLinear(TargetModule module, Tensor weight, Tensor? bias)
    {
        Module = module;
        Weight = weight;
        Bias = bias;
    }

    /// <summary>Name and shape.</summary>
    public TargetModule Module { get; }

    /// <summary>W0 [out, in].</summary>
    public Tensor Weight { get; }

    /// <summary>b [out], or none.</summary>
    public Tensor? Bias { get; }

    /// <summary>x [rows, tokens, in] → [rows, tokens, out].</summary>
    internal Tensor Forward(Tensor x, IAdaptation? adaptation)
    {
        var output = nn.functional.linear(x, Weight, Bias);
        return adaptation is null ? output : adaptation.Adapt(Module, x, output);
    }
}
