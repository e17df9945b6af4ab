namespace Colora.Model.Architectures;

/// <summary>
/// A llama, part by part. Most decoder-only models have its names and differ in few places, which <c>with</c> changes:
/// <c>layer with { Attention = layer.Attention.WithBias(inputs: true, output: false) }</c>.
/// </summary>
public static class LlamaBlueprint
{
    /// <summary>The model around given layers.</summary>
    /// <param name="modelType"><c>model_type</c> of the file.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="layer">The layer of a number from 0 on.</param>
    public static ModelBlueprint Of(string modelType, DecoderSizes sizes, Func<int, LayerBlueprint> layer) => new()
    {
        ModelType = modelType,
        VocabularySize = sizes.VocabularySize,
        HiddenSize = sizes.HiddenSize,
        MaxPositions = sizes.MaxPositions,
        Layers = sizes.Layers,
        Layer = layer,
        FinalNorm = new NormBlueprint("model.norm", sizes.HiddenSize, sizes.NormEpsilon),
        EmbeddingName = "model.embed_tokens.weight",
        HeadName = "lm_head.weight",
        TieEmbeddings = sizes.TieEmbeddings,

        // Old checkpoints carry the rotary frequencies.
        Buffers = [".rotary_emb.inv_freq"],
    };

    /// <summary>One layer, without biases.</summary>
    /// <param name="layer">Its number from 0 on.</param>
    /// <param name="sizes">Sizes of the model.</param>
    /// <param name="rope">Rotary positions.</param>
    /// <param name="activation">Of the MLP's gate.</param>
    public static LayerBlueprint Layer(int layer, DecoderSizes sizes, RopeConfig rope, Activation activation)
    {
        var path = $"model.layers.{layer}";
        return new LayerBlueprint(
            new NormBlueprint($"{path}.input_layernorm", sizes.HiddenSize, sizes.NormEpsilon),
            Attention($"{path}.self_attn", sizes, rope),
            new NormBlueprint($"{path}.post_attention_layernorm", sizes.HiddenSize, sizes.NormEpsilon),
            Mlp($"{path}.mlp", sizes, activation));
    }

    private static AttentionBlueprint Attention(string path, DecoderSizes sizes, RopeConfig rope)
    {
        var hidden = sizes.HiddenSize;
        int queries = sizes.Heads * sizes.HeadDim, keys = sizes.KeyValueHeads * sizes.HeadDim;
        return new AttentionBlueprint
        {
            Heads = sizes.Heads,
            KeyValueHeads = sizes.KeyValueHeads,
            HeadDim = sizes.HeadDim,
            Query = new LinearBlueprint($"{path}.q_proj", hidden, queries),
            Key = new LinearBlueprint($"{path}.k_proj", hidden, keys),
            Value = new LinearBlueprint($"{path}.v_proj", hidden, keys),
            Output = new LinearBlueprint($"{path}.o_proj", queries, hidden),
            Rope = rope,
        };
    }

    private static MlpBlueprint Mlp(string path, DecoderSizes sizes, Activation activation) => new(
        activation,
        new LinearBlueprint($"{path}.gate_proj", sizes.HiddenSize, sizes.IntermediateSize),
        new LinearBlueprint($"{path}.up_proj", sizes.HiddenSize, sizes.IntermediateSize),
        new LinearBlueprint($"{path}.down_proj", sizes.IntermediateSize, sizes.HiddenSize));
}
