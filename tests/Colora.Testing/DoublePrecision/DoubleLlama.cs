using System.Text.Json;
using Colora.Formats.Safetensors;

namespace Colora.Testing.DoublePrecision;

/// <summary>
/// A llama causal language model in double precision, written from the formulas with plain loops, as a witness against which the
/// product's models, losses and gradients are checked. It shares no code with them and is slow.
/// </summary>
public sealed class DoubleLlama
{
    internal const string Embedding = "model.embed_tokens.weight";
    internal const string Head = "lm_head";

    /// <summary>Takes the weights as they are; they may be changed between passes.</summary>
    /// <exception cref="ArgumentException">A weight is missing or has the wrong size.</exception>
    public DoubleLlama(DoubleLlamaConfig config, SortedDictionary<string, double[]> weights)
    {
        Config = config;
        Weights = weights;
        foreach (var (name, size) in config.WeightSizes())
        {
            if (!weights.TryGetValue(name, out var values) || values.Length != size)
                throw new ArgumentException($"weight {name} of {size} numbers is missing or has another size", nameof(weights));
        }
    }

    /// <summary>Sizes.</summary>
    public DoubleLlamaConfig Config { get; }

    /// <summary>Row-major arrays by their names in the checkpoint; a tied model has no <c>lm_head.weight</c>.</summary>
    public SortedDictionary<string, double[]> Weights { get; }

    internal string HeadWeightName => Config.Tied ? Embedding : Head + ".weight";

    /// <summary>Reads a Hugging Face folder: <c>config.json</c> and <c>model.safetensors</c>, or the shards its index names.</summary>
    public static DoubleLlama Load(string folder)
    {
        var config = DoubleLlamaConfig.Read(Path.Combine(folder, "config.json"));
        var weights = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var shard in Shards(folder))
        {
            using var file = SafetensorsFile.Open(shard);
            foreach (var name in file.Tensors.Keys) weights.Add(name, file.ReadDoubles(name));
        }

        if (config.Tied) weights.Remove(Head + ".weight");
        return new DoubleLlama(config, weights);
    }

    /// <summary>
    /// A small random model: matrices ~ N(0, 1/in), embedding ~ N(0, 1), norms 1 ± .2, and with <paramref name="biases"/> a bias
    /// ~ N(0, .1²) on every projection of the layers.
    /// </summary>
    public static DoubleLlama Random(DoubleLlamaConfig config, int seed, bool biases = false)
    {
        var noise = new DoubleNoise(seed);
        var weights = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (name, size) in config.WeightSizes())
        {
            var module = name[..^".weight".Length];
            if (name.Contains("norm", StringComparison.Ordinal))
            {
                weights[name] = [.. noise.Normal(size, .2).Select(x => 1 + x)];
                continue;
            }

            weights[name] = name == Embedding ? noise.Normal(size, 1) : noise.Normal(size, 1 / Math.Sqrt(config.LinearShape(module).In));
            if (biases && name != Embedding && module != Head) weights[module + ".bias"] = noise.Normal(config.LinearShape(module).Out, .1);
        }

        return new DoubleLlama(config, weights);
    }

    /// <summary>One pass over the rows.</summary>
    public DoubleForward Forward(DoubleBatch batch, DoubleAdapter? adapter = null) => new(new DoublePass(this, batch, adapter));

    /// <summary>The prompt followed by <paramref name="tokens"/> arg-max tokens, each found by a whole pass; no token ends it early.</summary>
    public long[] Continue(long[] prompt, int tokens, DoubleAdapter? adapter = null, int user = 0)
    {
        var ids = prompt.ToList();
        for (var i = 0; i < tokens; i++)
        {
            var forward = Forward(new DoubleBatch(1, ids.Count, [.. ids], Users: [user]), adapter);
            var logits = forward.LogitsAt(ids.Count - 1).ToArray();
            ids.Add(Array.IndexOf(logits, logits.Max()));
        }

        return [.. ids];
    }

    private static IEnumerable<string> Shards(string folder)
    {
        var index = Path.Combine(folder, "model.safetensors.index.json");
        if (!File.Exists(index)) return [Path.Combine(folder, "model.safetensors")];
        using var document = JsonDocument.Parse(File.ReadAllText(index));
        var map = document.RootElement.GetProperty("weight_map");
        return [.. map.EnumerateObject().Select(p => p.Value.GetString()!).Distinct().Select(name => Path.Combine(folder, name))];
    }
}
