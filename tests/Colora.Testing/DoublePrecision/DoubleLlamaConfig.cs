using System.Text.Json;

namespace Colora.Testing.DoublePrecision;

/// <summary>
/// Sizes of a llama model, or of one that differs from it in biases and windows alone; biases are not listed: a linear module has one
/// when the weights do. Windows say for each layer how many tokens a query sees, itself included (null = all); without them all layers see all.
/// </summary>
public sealed record DoubleLlamaConfig(
    int VocabularySize,
    int HiddenSize,
    int IntermediateSize,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int HeadDim,
    double Epsilon,
    bool Tied,
    DoubleRope Rope,
    IReadOnlyList<int?>? Windows = null)
{
    /// <summary>Reads <c>config.json</c> with the defaults of a llama model; windows as mistral and qwen2 name them.</summary>
    public static DoubleLlamaConfig Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement;
        var heads = Integer(root, "num_attention_heads");
        var hidden = Integer(root, "hidden_size");
        return new DoubleLlamaConfig(
            Integer(root, "vocab_size"),
            hidden,
            Integer(root, "intermediate_size"),
            Integer(root, "num_hidden_layers"),
            heads,
            (int)Number(root, "num_key_value_heads", heads),
            (int)Number(root, "head_dim", hidden / heads),
            Number(root, "rms_norm_eps", 1e-6),
            root.TryGetProperty("tie_word_embeddings", out var tied) && tied.GetBoolean(),
            ReadRope(root),
            ReadWindows(root));
    }

    /// <summary>Output and input size of a linear module, by the last part of its path.</summary>
    public (int Out, int In) LinearShape(string module) => module[(module.LastIndexOf('.') + 1)..] switch
    {
        "q_proj" => (Heads * HeadDim, HiddenSize),
        "k_proj" or "v_proj" => (KeyValueHeads * HeadDim, HiddenSize),
        "o_proj" => (HiddenSize, Heads * HeadDim),
        "gate_proj" or "up_proj" => (IntermediateSize, HiddenSize),
        "down_proj" => (HiddenSize, IntermediateSize),
        "lm_head" => (VocabularySize, HiddenSize),
        var name => throw new ArgumentException($"no linear module is called {name}", nameof(module)),
    };

    /// <summary>Paths of all linear modules of the layers.</summary>
    public IEnumerable<string> LayerModules() =>
        from layer in Enumerable.Range(0, Layers)
        from name in new[] { "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj" }
        select $"model.layers.{layer}.{name}";

    /// <summary>Name and number of elements of every weight that the model cannot do without.</summary>
    internal IEnumerable<(string Name, int Size)> WeightSizes()
    {
        yield return (DoubleLlama.Embedding, VocabularySize * HiddenSize);
        if (!Tied) yield return (DoubleLlama.Head + ".weight", VocabularySize * HiddenSize);
        yield return ("model.norm.weight", HiddenSize);
        for (var layer = 0; layer < Layers; layer++)
        {
            yield return ($"model.layers.{layer}.input_layernorm.weight", HiddenSize);
            yield return ($"model.layers.{layer}.post_attention_layernorm.weight", HiddenSize);
        }

        foreach (var module in LayerModules())
        {
            var (output, input) = LinearShape(module);
            yield return (module + ".weight", output * input);
        }
    }

    /// <summary>The window is in the layers that <c>layer_types</c> names, without it from <c>max_window_layers</c> on.</summary>
    private static int?[]? ReadWindows(JsonElement root)
    {
        var window = (int)Number(root, "sliding_window", 0);
        if (window == 0 || (root.TryGetProperty("use_sliding_window", out var used) && !used.GetBoolean())) return null;
        var layers = Enumerable.Range(0, Integer(root, "num_hidden_layers"));
        return root.TryGetProperty("layer_types", out var types)
            ? [.. layers.Select(i => types[i].GetString() == "sliding_attention" ? window : (int?)null)]
            : [.. layers.Select(i => i >= Number(root, "max_window_layers", 0) ? window : (int?)null)];
    }

    private static DoubleRope ReadRope(JsonElement root)
    {
        // Transformers 5 has all in rope_parameters; earlier files rope_theta beside rope_scaling.
        if (Child(root, "rope_parameters") is { } parameters) return ReadRope(parameters, Number(parameters, "rope_theta", 10000));
        var theta = Number(root, "rope_theta", 10000);
        return Child(root, "rope_scaling") is { } scaling ? ReadRope(scaling, theta) : new DoubleRope(theta);
    }

    private static DoubleRope ReadRope(JsonElement scaling, double theta)
    {
        var kind = (scaling.TryGetProperty("rope_type", out var type) || scaling.TryGetProperty("type", out type)) ? type.GetString() : "default";
        return kind switch
        {
            "default" => new DoubleRope(theta),
            "linear" => new DoubleRope(theta, DoubleRopeKind.Linear, Required(scaling, "factor")),
            "llama3" => new DoubleRope(
                theta,
                DoubleRopeKind.Llama3,
                Required(scaling, "factor"),
                Required(scaling, "low_freq_factor"),
                Required(scaling, "high_freq_factor"),
                Required(scaling, "original_max_position_embeddings")),
            _ => throw new NotSupportedException($"rope type '{kind}'"),
        };
    }

    private static JsonElement? Child(JsonElement parent, string key) =>
        parent.TryGetProperty(key, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static int Integer(JsonElement parent, string key) => parent.GetProperty(key).GetInt32();

    private static double Required(JsonElement parent, string key) => parent.GetProperty(key).GetDouble();

    private static double Number(JsonElement parent, string key, double absent) =>
        parent.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : absent;
}
