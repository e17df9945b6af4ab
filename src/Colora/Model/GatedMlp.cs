using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>down(silu(gate x) ⊙ up x).</summary>
internal sealed class GatedMlp(AdaptableLinear gate, AdaptableLinear up, AdaptableLinear down)
{
    /// <summary>x [rows, tokens, hidden] → the same shape.</summary>
    public Tensor Forward(Tensor x, IAdaptation? adaptation)
    {
        var gated = nn.functional.silu(gate.Forward(x, adaptation)) * up.Forward(x, adaptation);
        return down.Forward(gated, adaptation);
    }
}
