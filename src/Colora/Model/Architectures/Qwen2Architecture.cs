using Colora.Formats.HuggingFace;

namespace Colora.Model.Architectures;

/// <summary>
/// Qwen1.5, Qwen2 and Qwen2.5: a llama with biases on queries, keys and values, and perhaps a window in some layers.
/// Yang et al. 2024, arXiv 2407.10671; where keys are absent, the values of transformers' Qwen2Config.
/// </summary>
public sealed record Qwen2Architecture : Architecture
{
    /// <inheritdoc />
    public override string Name => "qwen2";

    /// <inheritdoc />
    protected override IReadOnlyCollection<string> Computes => ["hidden_act", "sliding_window"];

    /// <inheritdoc />
    protected override ModelBlueprint Plan(ModelConfigFile file)
    {
        var sizes = DecoderSizes.Read(file, keyValueHeads: 32, maxPositions: 32768);
        var rope = RopeReader.Read(file, sizes.HeadDim);
        var activation = ActivationReader.Read(file, "hidden_act");
        var windowOf = ReadWindows(file, sizes.Layers);
        return LlamaBlueprint.Of(file.ModelType, sizes, number =>
        {
            var layer = LlamaBlueprint.Layer(number, sizes, rope, activation);
            return layer with
            {
                Attention = layer.Attention.WithBias(inputs: true, output: false) with { Window = windowOf(number) }
            };
        });
    }

    /// <summary>
    /// The window is in the layers that <c>layer_types</c> names; in older files, without that key, from
    /// <c>max_window_layers</c> on.
    /// </summary>
    private static Func<int, int?> ReadWindows(ModelConfigFile file, int layers)
    {
        var window = file.OptionalBool("use_sliding_window") ?? false ? WindowReader.Read(file, absent: 4096) : null;
        var first = file.OptionalInt("max_window_layers") ?? 28;
        if (WindowReader.Layers(file, layers) is not { } types) return layer => layer >= first ? window : null;
        if (window is null && types.Contains(true))
            throw file.Unexpected("layer_types", "full_attention alone, or use_sliding_window and a sliding_window");
        return layer => types[layer] ? window : null;
    }
}
