using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>
/// A decoder-only language model of frozen weights: embedding → layers → norm → head. It has no modes: dropout, users
/// and merging belong to the <see cref="IAdaptation"/> that a forward pass is given.
/// </summary>
public sealed class CausalLM : IDisposable
{
    private readonly ModelWeights weights;
    private readonly Tensor embedding;
    private readonly Tensor head;
    private readonly DecoderLayer[] layers;
    private readonly RmsNorm norm;
    private readonly List<AdaptableLinear> linears = [];
    private readonly Dictionary<RopeConfig, RotaryEmbedding> rotary = [];
    private readonly AttentionMask[] masks;

    /// <summary>Builds the model over its weights and takes them over (disposed with the model).</summary>
    public CausalLM(ModelBlueprint blueprint, ModelWeights weights)
    {
        Blueprint = blueprint;
        this.weights = weights;
        embedding = weights.Take(blueprint.Embedding);
        Type = embedding.dtype;
        Device = embedding.device;
        layers = new DecoderLayer[blueprint.Layers];
        for (var i = 0; i < layers.Length; i++) layers[i] = Build(i, blueprint.Layer(i));
        norm = Build(blueprint.FinalNorm);
        head = blueprint.Head is { } own ? weights.Take(own) : embedding;

        // Layers that see alike share a mask, those that turn alike their tables. Last: what is made here is freed by
        // Dispose alone.
        var attentions = Enumerable.Range(0, blueprint.Layers).Select(i => blueprint.Layer(i).Attention).ToList();
        masks = [.. attentions.Select(attention => new AttentionMask(attention.Window)).Distinct()];
        foreach (var rope in attentions.Select(attention => attention.Rope).Distinct())
            rotary.Add(rope, new RotaryEmbedding(rope, Device));
    }

    /// <summary>What the model is built from.</summary>
    public ModelBlueprint Blueprint { get; }

    /// <summary>Element type of weights and arithmetic.</summary>
    public ScalarType Type { get; }

    /// <summary>Where the weights live.</summary>
    public Device Device { get; }

    /// <summary>
    /// All linear layers of the blocks, in the order of the forward pass; <see cref="TargetModule.Index"/> is the place
    /// in it.
    /// </summary>
    public IReadOnlyList<AdaptableLinear> Linears => linears;

    /// <summary>The weights by their checkpoint names.</summary>
    public ModelWeights Weights => weights;

    /// <summary>Hidden states after the last norm.</summary>
    /// <param name="ids">I64 [rows, tokens].</param>
    /// <param name="mask">I64 [rows, tokens]: 1 real, 0 padding, at either side.</param>
    /// <param name="positions">I64 [rows, tokens]; none = 0, 1, 2, … after what the cache holds.</param>
    /// <param name="adaptation">The rows' users, or none for the base.</param>
    /// <param name="cache">Earlier tokens, extended by these; or none.</param>
    /// <returns>[rows, tokens, hidden].</returns>
    public Tensor Hidden(
        Tensor ids, Tensor mask, Tensor? positions = null, IAdaptation? adaptation = null, IKeyValueCache? cache = null)
    {
        using var scope = NewDisposeScope();
        long rows = ids.size(0), tokens = ids.size(1), past = cache?.Length ?? 0;
        cache?.Extend(mask);
        positions ??=
            arange(Constant.Of((long)past), Constant.Of((long)past + tokens), Constant.Of(1L), ScalarType.Int64, Device)
                .unsqueeze(0);
        var pass = new ForwardPass(
            rotary.ToDictionary(kind => kind.Key, kind => kind.Value.Tables(positions, Type)),
            masks.ToDictionary(kind => kind, kind => kind.Of(cache?.Seen ?? mask, tokens, Type)),
            adaptation,
            cache);

        var x = embedding.index_select(0, ids.reshape(-1)).view(rows, tokens, Blueprint.HiddenSize);
        foreach (var layer in layers) x = layer.Forward(x, pass);
        cache?.Advance(tokens);
        return norm.Forward(x).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Scores of the next token: hidden [n, hidden] or [rows, tokens, hidden] → float32 […, vocabulary].
    /// </summary>
    public Tensor Logits(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(hidden, head).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var embedding in rotary.Values) embedding.Dispose();
        weights.Dispose();
    }

    private DecoderLayer Build(int number, LayerBlueprint layer)
    {
        var attention = layer.Attention;
        return new DecoderLayer(
            Build(layer.AttentionNorm),
            new SelfAttention(
                number, attention, Build(attention.Query), Build(attention.Key), Build(attention.Value),
                Build(attention.Output)),
            Build(layer.MlpNorm),
            new GatedMlp(layer.Mlp.Activation, Build(layer.Mlp.Gate), Build(layer.Mlp.Up), Build(layer.Mlp.Down)));
    }

    private RmsNorm Build(NormBlueprint norm) => new(weights.Take(norm.Weight), norm.Epsilon);

    private AdaptableLinear Build(LinearBlueprint plan)
    {
        var linear = new AdaptableLinear(
            new TargetModule(linears.Count, plan.Path, plan.In, plan.Out),
            weights.Take(plan.Weight),
            plan.Bias is { } bias ? weights.Take(bias) : null);
        linears.Add(linear);
        return linear;
    }
}
