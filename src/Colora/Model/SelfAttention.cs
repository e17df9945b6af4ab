using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>
/// Grouped-query attention: softmax(q kᵀ / √d + mask) v, with g = Heads/KeyValueHeads query heads to a key/value head.
/// The g heads of a group are laid side by side as g·tokens queries, so keys and values are never copied.
/// </summary>
internal sealed class SelfAttention(
    int layer, AttentionBlueprint blueprint, AdaptableLinear q, AdaptableLinear k, AdaptableLinear v, AdaptableLinear o)
{
    private readonly AttentionMask mask = new(blueprint.Window);

    /// <summary>x [rows, tokens, hidden] → the same shape.</summary>
    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        long rows = x.size(0), tokens = x.size(1);
        long d = blueprint.HeadDim, groups = blueprint.KeyValueHeads, g = blueprint.Heads / groups;

        var tables = pass.Rotary[blueprint.Rope];
        var query = RotaryEmbedding.Turn(Split(q.Forward(x, pass.Adaptation), rows, tokens), tables);
        var key = RotaryEmbedding.Turn(Split(k.Forward(x, pass.Adaptation), rows, tokens), tables);
        var value = Split(v.Forward(x, pass.Adaptation), rows, tokens);
        if (pass.Cache is not null) (key, value) = pass.Cache.Append(layer, key, value);
        var keys = key.size(2);

        // [rows·groups, g·tokens, d] · [rows·groups, d, keys]
        var queries = query.reshape(rows * groups, g * tokens, d);
        var turned = key.reshape(rows * groups, keys, d).transpose(1, 2);
        var scores = MatrixProduct.Batched(queries, turned) * Constant.Of(1.0 / Math.Sqrt(d));
        var masked = scores.view(rows, groups, g, tokens, keys).Plus(pass.Masks[mask].unsqueeze(1));
        var weights = nn.functional.softmax(masked, -1).to(x.dtype);
        var mixed = MatrixProduct.Batched(
            weights.view(rows * groups, g * tokens, keys), value.reshape(rows * groups, keys, d));
        var joined = mixed
            .view(rows, blueprint.Heads, tokens, d)
            .transpose(1, 2)
            .reshape(rows, tokens, blueprint.Heads * d);
        return o.Forward(joined, pass.Adaptation);
    }

    /// <summary>[rows, tokens, heads·d] → [rows, heads, tokens, d].</summary>
    private Tensor Split(Tensor x, long rows, long tokens) =>
        x.view(rows, tokens, -1, blueprint.HeadDim).transpose(1, 2);
}
