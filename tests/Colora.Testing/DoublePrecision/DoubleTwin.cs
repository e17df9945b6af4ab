using Colora.Adapters;
using Colora.Data;
using Colora.Model;
using Colora.Model.Architectures;
using static TorchSharp.torch;

namespace Colora.Testing.DoublePrecision;

/// <summary>The product's model and adapter as doubles, and back: the two sides of a comparison start from the same numbers.</summary>
public static class DoubleTwin
{
    /// <summary>A product model with the weights of a double one, float32.</summary>
    public static CausalLM ModelOf(DoubleLlama twin, RopeScaling? scaling = null, bool attentionBias = false, bool mlpBias = false, int positions = 512)
    {
        var c = twin.Config;
        var sizes = new DecoderSizes(c.VocabularySize, c.HiddenSize, c.IntermediateSize, c.Layers, c.Heads, c.KeyValueHeads, c.HeadDim, c.Epsilon, c.Tied, positions);
        var rope = new RopeConfig(c.HeadDim, c.Rope.Theta, scaling ?? RopeScaling.None);
        var weights = new ModelWeights("twin");
        foreach (var (name, values) in twin.Weights) weights.Add(name, tensor(values.Select(v => (float)v).ToArray(), ShapeOf(c, name, values.Length)));
        return new CausalLM(LlamaBlueprint.Of("llama", sizes, LayerOf), weights);

        LayerBlueprint LayerOf(int number)
        {
            var layer = LlamaBlueprint.Layer(number, sizes, rope, Activation.Silu);
            return layer with
            {
                Attention = layer.Attention.WithBias(attentionBias, attentionBias) with { Window = c.Windows?[number] },
                Mlp = layer.Mlp.WithBias(mlpBias),
            };
        }
    }

    /// <summary>A double adapter with the numbers of a product one.</summary>
    public static DoubleAdapter AdapterOf(AdapterWeights weights)
    {
        var modules = new SortedDictionary<string, DoubleFactors>(StringComparer.Ordinal);
        for (var i = 0; i < weights.Layout.Modules.Count; i++)
        {
            var module = weights.Layout.Modules[i];
            modules.Add(module.Module.Path, new DoubleFactors(module.Rank, module.Scaling,
                Entries(weights, FactorKind.A, i), Entries(weights, FactorKind.B, i), weights.Has(FactorKind.S) ? Entries(weights, FactorKind.S, i) : null));
        }

        return new DoubleAdapter(modules);
    }

    /// <summary>A double batch of a product one.</summary>
    internal static DoubleBatch BatchOf(TokenBatch batch, long[]? positions = null) =>
        new(batch.Rows, batch.Tokens, batch.Ids, batch.Mask, positions, batch.Labels, batch.UserOfRow);

    /// <summary>Values as doubles, B as [out, r].</summary>
    public static double[] Doubles(Tensor values, FactorKind kind)
    {
        using var scope = NewDisposeScope();
        return (kind == FactorKind.B ? values.t() : values).to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    private static double[][] Entries(AdapterWeights weights, FactorKind kind, int module) =>
        Enumerable.Range(0, weights.Layout.OwnersOf(kind)).Select(owner => Doubles(weights[kind].View(module, owner), kind)).ToArray();

    private static long[] ShapeOf(DoubleLlamaConfig config, string name, int length)
    {
        if (name.EndsWith("norm.weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal)) return [length];
        if (name == "model.embed_tokens.weight") return [config.VocabularySize, config.HiddenSize];
        var (rows, columns) = config.LinearShape(name[..^".weight".Length]);
        return [rows, columns];
    }
}
