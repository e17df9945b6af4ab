using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>
/// A decoder-only language model of frozen weights: embedding → layers → norm → head. It has no modes: dropout, users and
/// merging belong to the <see cref="IAdaptation"/> that a forward pass is given.
/// </summary>
public sealed class CausalLM : IDisposable
{
    private readonly ModelWeights weights;
    private readonly Tensor embedding;
    private readonly Tensor head;
    private readonly DecoderLayer[] layers;
    private readonly RmsNorm norm;
    private readonly RotaryEmbedding rotary;

    /// <summary>Builds the model over its weights and takes them over (disposed with the model).</summary>
    public CausalLM(ModelConfig config, ModelWeights weights)
    {
        Config = config;
        this.weights = weights;
        embedding = weights.Take("model.embed_tokens.weight", config.VocabularySize, config.HiddenSize);
        Type = embedding.dtype;
        Device = embedding.device;
        var linears = new List<AdaptableLinear>();
        layers = new DecoderLayer[config.Layers];
        for (var i = 0; i < layers.Length; i++) layers[i] = BuildLayer(i, linears);
        norm = new RmsNorm(weights.Take("model.norm.weight", config.HiddenSize), config.NormEpsilon);
        head = config.TieEmbeddings ? embedding : weights.Take("lm_head.weight", config.VocabularySize, config.HiddenSize);
        rotary = new RotaryEmbedding(config.Attention.HeadDim, config.Attention.Rope, Device);
        Linears = linears;
    }

    /// <summary>Shape of the model.</summary>
    public ModelConfig Config { get; }

    /// <summary>Element type of weights and arithmetic.</summary>
    public ScalarType Type { get; }

    /// <summary>Where the weights live.</summary>
    public Device Device { get; }

    /// <summary>All linear layers of the blocks, in the order of the forward pass; <see cref="TargetModule.Index"/> is the place in it.</summary>
    public IReadOnlyList<AdaptableLinear> Linears { get; }

    /// <summary>The weights by their checkpoint names.</summary>
    public ModelWeights Weights => weights;

    /// <summary>Hidden states after the last norm.</summary>
    /// <param name="ids">I64 [rows, tokens].</param>
    /// <param name="mask">I64 [rows, tokens]: 1 real, 0 padding, at either side.</param>
    /// <param name="positions">I64 [rows, tokens]; none = 0, 1, 2, … after what the cache holds.</param>
    /// <param name="adaptation">The rows' users, or none for the base.</param>
    /// <param name="cache">Earlier tokens, extended by these; or none.</param>
    /// <returns>[rows, tokens, hidden].</returns>
    public Tensor Hidden(Tensor ids, Tensor mask, Tensor? positions = null, IAdaptation? adaptation = null, IKeyValueCache? cache = null)
    {
        using var scope = NewDisposeScope();
        long rows = ids.size(0), tokens = ids.size(1), past = cache?.Length ?? 0;
        cache?.Extend(mask);
        positions ??= arange(Constant.Of((long)past), Constant.Of((long)past + tokens), Constant.Of(1L), ScalarType.Int64, Device).unsqueeze(0);
        var pass = new ForwardPass(
            rotary.Tables(positions, Type),
            AttentionMask.Of(cache?.Seen ?? mask, tokens, Type),
            adaptation,
            cache);

        var x = embedding.index_select(0, ids.reshape(-1)).view(rows, tokens, Config.HiddenSize);
        foreach (var layer in layers) x = layer.Forward(x, pass);
        cache?.Advance(tokens);
        return norm.Forward(x).MoveToOuterDisposeScope();
    }

    /// <summary>Scores of the next token: hidden [n, hidden] or [rows, tokens, hidden] → float32 […, vocabulary].</summary>
    public Tensor Logits(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(hidden, head).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        rotary.Dispose();
        weights.Dispose();
    }

    private DecoderLayer BuildLayer(int i, List<AdaptableLinear> linears)
    {
        var attention = Config.Attention;
        int hidden = Config.HiddenSize, queries = attention.Heads * attention.HeadDim, keys = attention.KeyValueHeads * attention.HeadDim;
        var prefix = $"model.layers.{i}";
        return new DecoderLayer(
            new RmsNorm(weights.Take($"{prefix}.input_layernorm.weight", hidden), Config.NormEpsilon),
            new SelfAttention(i, attention,
                Linear($"{prefix}.self_attn.q_proj", hidden, queries, attention.Bias),
                Linear($"{prefix}.self_attn.k_proj", hidden, keys, attention.Bias),
                Linear($"{prefix}.self_attn.v_proj", hidden, keys, attention.Bias),
                Linear($"{prefix}.self_attn.o_proj", queries, hidden, attention.Bias)),
            new RmsNorm(weights.Take($"{prefix}.post_attention_layernorm.weight", hidden), Config.NormEpsilon),
            new GatedMlp(
                Linear($"{prefix}.mlp.gate_proj", hidden, Config.IntermediateSize, Config.MlpBias),
                Linear($"{prefix}.mlp.up_proj", hidden, Config.IntermediateSize, Config.MlpBias),
                Linear($"{prefix}.mlp.down_proj", Config.IntermediateSize, hidden, Config.MlpBias)));

        AdaptableLinear Linear(string path, int @in, int @out, bool bias)
        {
            var linear = new AdaptableLinear(
                new TargetModule(linears.Count, path, @in, @out),
                weights.Take($"{path}.weight", @out, @in),
                bias ? weights.Take($"{path}.bias", @out) : null);
            linears.Add(linear);
            return linear;
        }
    }
}
