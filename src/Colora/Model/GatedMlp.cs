using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>down(activation(gate x) ⊙ up x).</summary>
internal sealed class GatedMlp(Activation activation, AdaptableLinear gate, AdaptableLinear up, AdaptableLinear down)
{
    /// <summary>x [rows, tokens, hidden] → the same shape.</summary>
    public Tensor Forward(Tensor x, IAdaptation? adaptation)
    {
        var gated = activation.Of(gate.Forward(x, adaptation)) * up.Forward(x, adaptation);
        return down.Forward(gated, adaptation);
    }
}
