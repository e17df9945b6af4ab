namespace Colora.Synthetic.Samples;

/// <summary>One tensor of a sample model.</summary>
/// <param name="Name">Its name in the checkpoint.</param>
/// <param name="Shape">[out, in], or [size] of a norm.</param>
/// <param name="Deviation">Standard deviation of its entries; null for a norm, whose entries are all 1.</param>
/// <param name="Mean">Size of the random row that is added to all rows; null for none.</param>
internal sealed record SampleWeight(string Name, long[] Shape, double? Deviation, double? Mean = null)
{
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>
    /// All tensors. The deviations give a random network that carries a signal: matrices 1/√in keep the scale of their
    /// input; the embedding has e = 1, or 1/√hidden where it is the output layer too, so that logits are of the order
    /// 1; what the branches add, over all layers, stays of the order of the embedding: o_proj and down_proj have e
    /// √(2/layers)/√in.
    /// </summary>
    public static IEnumerable<SampleWeight> Of(SampleModelShape shape)
    {
        var hidden = shape.HiddenSize;
        var embedding = shape.TieEmbeddings ? 1 / Math.Sqrt(hidden) : 1;
        var branch = embedding * Math.Sqrt(2.0 / shape.Layers);

        yield return new(
            "model.embed_tokens.weight", [shape.VocabularySize, hidden], embedding,
            shape.EmbeddingMean > 0 ? shape.EmbeddingMean * embedding : null);
        for (var i = 0; i < shape.Layers; i++)
        {
            foreach (var weight in OfLayer(shape, $"model.layers.{i}", branch)) yield return weight;
        }

        yield return Norm("model.norm", hidden);
        if (!shape.TieEmbeddings) yield return Matrix("lm_head", shape.VocabularySize, hidden);
    }

    private static IEnumerable<SampleWeight> OfLayer(SampleModelShape shape, string layer, double branch) =>
    [
        Norm($"{layer}.input_layernorm", shape.HiddenSize),
        Matrix($"{layer}.self_attn.q_proj", shape.Heads * shape.HeadDim, shape.HiddenSize),
        Matrix($"{layer}.self_attn.k_proj", shape.KeyValueHeads * shape.HeadDim, shape.HiddenSize),
        Matrix($"{layer}.self_attn.v_proj", shape.KeyValueHeads * shape.HeadDim, shape.HiddenSize),
        Matrix($"{layer}.self_attn.o_proj", shape.HiddenSize, shape.Heads * shape.HeadDim, branch),
        Norm($"{layer}.post_attention_layernorm", shape.HiddenSize),
        Matrix($"{layer}.mlp.gate_proj", shape.IntermediateSize, shape.HiddenSize),
        Matrix($"{layer}.mlp.up_proj", shape.IntermediateSize, shape.HiddenSize),
        Matrix($"{layer}.mlp.down_proj", shape.HiddenSize, shape.IntermediateSize, branch),
    ];

    private static SampleWeight Matrix(string module, int output, int input, double gain = 1) =>
        new(module + ".weight", [output, input], gain / Math.Sqrt(input));

    private static SampleWeight Norm(string module, int size) => new(module + ".weight", [size], null);
}
