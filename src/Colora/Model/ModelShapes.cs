namespace Colora.Model;

/// <summary>The tensors that a config stands for, with their shapes, for a checkpoint to be held against before it is read.</summary>
public static class ModelShapes
{
    /// <summary>Names and shapes in the order of the forward pass.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Of(ModelConfig config)
    {
        var attention = config.Attention;
        long hidden = config.HiddenSize, queries = (long)attention.Heads * attention.HeadDim, keys = (long)attention.KeyValueHeads * attention.HeadDim, inner = config.IntermediateSize;
        yield return ("model.embed_tokens.weight", [config.VocabularySize, hidden]);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var prefix = $"model.layers.{layer}";
            yield return ($"{prefix}.input_layernorm.weight", [hidden]);
            yield return ($"{prefix}.post_attention_layernorm.weight", [hidden]);
            foreach (var (path, @in, @out, hasBias) in ((string, long, long, bool)[])
                [
                    ("self_attn.q_proj", hidden, queries, attention.Bias), ("self_attn.k_proj", hidden, keys, attention.Bias), ("self_attn.v_proj", hidden, keys, attention.Bias),
                    ("self_attn.o_proj", queries, hidden, attention.Bias), ("mlp.gate_proj", hidden, inner, config.MlpBias), ("mlp.up_proj", hidden, inner, config.MlpBias),
                    ("mlp.down_proj", inner, hidden, config.MlpBias),
                ])
            {
                yield return ($"{prefix}.{path}.weight", [@out, @in]);
                if (hasBias) yield return ($"{prefix}.{path}.bias", [@out]);
            }
        }

        yield return ("model.norm.weight", [hidden]);
        if (!config.TieEmbeddings) yield return ("lm_head.weight", [config.VocabularySize, hidden]);
    }
}
