using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>x + attention(norm x), then x + mlp(norm x).</summary>
internal sealed class DecoderLayer(RmsNorm inputNorm, SelfAttention attention, RmsNorm attentionNorm, GatedMlp mlp)
{
    /// <summary>
    /// x [rows, tokens, hidden] → the same shape. A scope of its own: only what autograd keeps outlives the layer.
    /// </summary>
    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        Interruption.Look();
        using var scope = NewDisposeScope();
        var attended = x.Plus(attention.Forward(inputNorm.Forward(x), pass));
        return attended.Plus(mlp.Forward(attentionNorm.Forward(attended), pass.Adaptation)).MoveToOuterDisposeScope();
    }
}
