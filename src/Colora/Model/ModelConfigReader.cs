using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Model;

/// <summary>
/// config.json → <see cref="ModelConfig"/>. What is not understood is refused by name: a model is computed as its authors meant it or
/// not at all.
/// </summary>
public static class ModelConfigReader
{
    /// <summary>Keys of the llama family that change the arithmetic, with the only value that is computed here.</summary>
    private static readonly (string Key, string Only)[] Fixed =
    [
        ("hidden_act", "silu"),
        ("attention_dropout", "0"),
        ("rope_interleaved", "false"),
        ("partial_rotary_factor", "1"),
        ("logit_scale", "1"),
        ("final_logit_softcapping", "null"),
        ("attn_logit_softcapping", "null"),
        ("quantization_config", "null"),
        ("sliding_window", "null"),
        ("use_qk_norm", "false"),
    ];

    private const int Largest = 1 << 28;

    private const double LargestTheta = 1e12, LargestFactor = 1e6;

    /// <summary>Values of <c>model_type</c> that are computed.</summary>
    private static readonly string[] Supported = ["llama"];

    /// <summary>Reads the file of a model folder.</summary>
    /// <exception cref="InputException">Missing or malformed, an architecture or an option that is not supported, or numbers that do not fit.</exception>
    public static ModelConfig Read(string folder)
    {
        var file = ModelConfigFile.Read(folder);
        if (!Supported.Contains(file.OptionalString("model_type")))
            throw file.Unexpected("model_type", $"a supported architecture: {string.Join(", ", Supported)}", "use a checkpoint of one of these");
        foreach (var (key, only) in Fixed) RequireFixed(file, key, only);

        int hidden = Positive(file, "hidden_size"), heads = Positive(file, "num_attention_heads");
        var groups = file.OptionalInt("num_key_value_heads") ?? heads;
        if (groups < 1 || heads % groups != 0) throw file.Unexpected("num_key_value_heads", $"a divisor of num_attention_heads = {heads}");
        if (!file.Has("head_dim") && hidden % heads != 0) throw file.Unexpected("num_attention_heads", $"a divisor of hidden_size = {hidden}, or head_dim");
        var headDim = file.OptionalInt("head_dim") ?? hidden / heads;
        if (headDim < 2 || headDim % 2 != 0) throw file.Unexpected("head_dim", "an even number ≥ 2");

        foreach (var (key, factor) in ((string, int)[])[("num_attention_heads", heads), ("num_key_value_heads", groups)])
            if ((long)factor * headDim > Largest) throw file.Unexpected(key, $"at most {Largest} in all with head_dim = {headDim}");

        return new ModelConfig(
            file.ModelType,
            Positive(file, "vocab_size"),
            hidden,
            Positive(file, "intermediate_size"),
            Positive(file, "num_hidden_layers"),
            new AttentionConfig(heads, groups, headDim, file.OptionalBool("attention_bias") ?? false, ReadRope(file)),
            Epsilon(file),
            file.OptionalBool("mlp_bias") ?? false,
            file.OptionalBool("tie_word_embeddings") ?? false,
            file.Has("max_position_embeddings") ? Positive(file, "max_position_embeddings") : 2048);
    }

    private static void RequireFixed(ModelConfigFile file, string key, string only)
    {
        if (!file.Has(key)) return;
        var value = file.Json.GetProperty(key).ToString();
        var same = double.TryParse(value, out var number) && double.TryParse(only, out var wanted) ? number == wanted
            : string.Equals(value, only, StringComparison.OrdinalIgnoreCase);
        if (!same) throw file.Unexpected(key, $"{only} (anything else is not supported)", "use a checkpoint without this option");
    }

    private static double Epsilon(ModelConfigFile file)
    {
        var epsilon = file.OptionalDouble("rms_norm_eps") ?? 1e-6;
        return epsilon is >= 0 and < 1 ? epsilon : throw file.Unexpected("rms_norm_eps", "a number from 0 to below 1");
    }

    private static int Positive(ModelConfigFile file, string key)
    {
        var value = file.GetInt(key);
        return value is > 0 and <= Largest ? value : throw file.Unexpected(key, $"an integer from 1 to {Largest}");
    }

    /// <summary>Both forms: <c>rope_theta</c> with <c>rope_scaling</c> (transformers 4) and <c>rope_parameters</c> (transformers 5).</summary>
    private static RopeConfig ReadRope(ModelConfigFile file)
    {
        var parameters = file.OptionalSection("rope_parameters");
        var scaling = file.OptionalSection("rope_scaling");
        if (parameters is not null && scaling is not null)
            throw file.Unexpected("rope_scaling", "only one of rope_scaling and rope_parameters", "remove one of them");
        double? outer = file.OptionalDouble("rope_theta"), inner = parameters?.OptionalDouble("rope_theta");
        if (outer is not null && inner is not null && outer != inner)
            throw file.Unexpected("rope_theta", $"the same as rope_parameters.rope_theta = {inner}", "remove one of them");
        var theta = inner ?? outer ?? 10000;
        if (theta is not (>= 1 and <= LargestTheta)) throw (inner is null ? file : parameters!).Unexpected("rope_theta", $"a number, 1 … {LargestTheta:R}");
        return new RopeConfig(theta, ReadScaling(file, parameters ?? scaling));
    }

    private static RopeScaling ReadScaling(ModelConfigFile file, JsonSection? section)
    {
        if (section is null) return RopeScaling.None;
        if (section.Has("partial_rotary_factor") && section.GetDouble("partial_rotary_factor") != 1)
            throw section.Unexpected("partial_rotary_factor", "1 (anything else is not supported)");
        var type = section.OptionalString("rope_type") ?? section.OptionalString("type") ?? "default";
        switch (type)
        {
            case "default":
                return RopeScaling.None;
            case "linear":
                return new LinearRopeScaling(Factor(section));
            case "llama3":
                var scaling = new Llama3RopeScaling(
                    Factor(section),
                    section.GetDouble("low_freq_factor"),
                    section.GetDouble("high_freq_factor"),
                    section.OptionalDouble("original_max_position_embeddings") ?? file.GetInt("max_position_embeddings"));
                if (scaling.OriginalLength is not (>= 1 and <= int.MaxValue)) throw section.Unexpected("original_max_position_embeddings", $"a number, 1 … {int.MaxValue}");
                if (scaling.LowFrequencyFactor <= 0 || scaling.HighFrequencyFactor <= scaling.LowFrequencyFactor)
                    throw section.Unexpected("high_freq_factor", $"more than low_freq_factor = {scaling.LowFrequencyFactor} > 0");
                return scaling;
            default:
                throw section.Unexpected(section.Has("rope_type") ? "rope_type" : "type", "default, linear or llama3 (others are not supported)");
        }
    }

    private static double Factor(JsonSection section)
    {
        var factor = section.GetDouble("factor");
        return factor is >= 1 and <= LargestFactor ? factor : throw section.Unexpected("factor", $"a number, 1 … {LargestFactor:R}");
    }
}
