namespace Colora.Model;

/// <summary>A linear layer y = x Wᵀ + b, as it stands in the checkpoint.</summary>
/// <param name="Path">Path without <c>.weight</c>: <c>model.layers.0.self_attn.q_proj</c>.</param>
/// <param name="In">Input features.</param>
/// <param name="Out">Output features.</param>
/// <param name="HasBias">Whether there is a b; default: none.</param>
public sealed record LinearBlueprint(string Path, int In, int Out, bool HasBias = false)
{
    /// <summary>W [out, in].</summary>
    public WeightShape Weight => new($"{Path}.weight", [Out, In]);

    /// <summary>b [out], or null.</summary>
    public WeightShape? Bias => HasBias ? new WeightShape($"{Path}.bias", [Out]) : null;

    /// <summary>All its tensors.</summary>
    public IEnumerable<WeightShape> Weights => Bias is { } bias ? [Weight, bias] : [Weight];
}
