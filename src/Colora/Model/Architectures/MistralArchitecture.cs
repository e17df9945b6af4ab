using Colora.Formats.HuggingFace;

namespace Colora.Model.Architectures;

/// <summary>
/// Mistral 7B and its kin: a llama without biases, with a window in all layers or in none. Jiang et al. 2023, arXiv
/// 2310.06825; where keys are absent, the values of transformers' MistralConfig.
/// </summary>
public sealed record MistralArchitecture : Architecture
{
    /// <inheritdoc />
    public override string Name => "mistral";

    /// <inheritdoc />
    protected override IReadOnlyCollection<string> Computes => ["hidden_act", "sliding_window"];

    /// <inheritdoc />
    protected override ModelBlueprint Plan(ModelConfigFile file)
    {
        var sizes = DecoderSizes.Read(file, keyValueHeads: 8, maxPositions: 131072);
        var rope = RopeReader.Read(file, sizes.HeadDim);
        var activation = ActivationReader.Read(file, "hidden_act");
        var window = WindowReader.Read(file, absent: 4096);
        if (WindowReader.Layers(file, sizes.Layers) is { } types && types.Any(has => has != window is not null))
        {
            throw file.Unexpected(
                "layer_types", "all of one type, sliding_attention with sliding_window and full_attention without");
        }

        return LlamaBlueprint.Of(file.ModelType, sizes, number =>
        {
            var layer = LlamaBlueprint.Layer(number, sizes, rope, activation);
            return layer with { Attention = layer.Attention with { Window = window } };
        });
    }
}
