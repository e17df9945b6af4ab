using Colora.Formats.HuggingFace;

namespace Colora.Model.Architectures;

/// <summary>
/// Llama and all that took its form: Llama 2 and 3, SmolLM, SmolLM2, TinyLlama, Yi, DeepSeek LLM. Touvron et al. 2023,
/// arXiv 2302.13971.
/// </summary>
public sealed record LlamaArchitecture : Architecture
{
    /// <inheritdoc />
    public override string Name => "llama";

    /// <inheritdoc />
    protected override IReadOnlyCollection<string> Computes => ["hidden_act"];

    /// <inheritdoc />
    protected override ModelBlueprint Plan(ModelConfigFile file)
    {
        var sizes = DecoderSizes.Read(file);
        var rope = RopeReader.Read(file, sizes.HeadDim);
        var activation = ActivationReader.Read(file, "hidden_act");
        var attentionBias = file.OptionalBool("attention_bias") ?? false;
        var mlpBias = file.OptionalBool("mlp_bias") ?? false;
        return LlamaBlueprint.Of(file.ModelType, sizes, number =>
        {
            var layer = LlamaBlueprint.Layer(number, sizes, rope, activation);
            return layer with
            {
                Attention = layer.Attention.WithBias(inputs: attentionBias, output: attentionBias),
                Mlp = layer.Mlp.WithBias(mlpBias),
            };
        });
    }
}
