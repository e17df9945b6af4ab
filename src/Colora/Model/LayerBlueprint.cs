namespace Colora.Model;

/// <summary>One decoder layer: x + attention(norm x), then x + mlp(norm x).</summary>
/// <param name="AttentionNorm">Before the attention.</param>
/// <param name="Attention">The attention.</param>
/// <param name="MlpNorm">Before the MLP.</param>
/// <param name="Mlp">The MLP.</param>
public sealed record LayerBlueprint(
    NormBlueprint AttentionNorm, AttentionBlueprint Attention, NormBlueprint MlpNorm, MlpBlueprint Mlp)
{
    /// <summary>
    /// All its tensors: the norms', then those of the linear layers in the order of the forward pass.
    /// </summary>
    public IEnumerable<WeightShape> Weights =>
        [AttentionNorm.Weight, MlpNorm.Weight, .. Attention.Linears
            .Concat(Mlp.Linears)
            .SelectMany(linear => linear.Weights)];
}
