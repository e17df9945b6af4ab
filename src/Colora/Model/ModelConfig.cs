namespace Colora.Model;

/// <summary>Shape of a causal language model, read from config.json by <see cref="ModelConfigReader"/>.</summary>
/// <param name="ModelType">Architecture name of the file, such as <c>llama</c>.</param>
/// <param name="VocabularySize">Rows of the embedding.</param>
/// <param name="HiddenSize">Width of the residual stream.</param>
/// <param name="IntermediateSize">Width of the gated MLP.</param>
/// <param name="Layers">Decoder layers.</param>
/// <param name="Attention">Shape of the attention.</param>
/// <param name="NormEpsilon">ε of every RMSNorm.</param>
/// <param name="MlpBias">Whether gate, up and down have biases.</param>
/// <param name="TieEmbeddings">Whether the output head is the embedding (one tensor).</param>
/// <param name="MaxPositions">Longest sequence the model was made for, in tokens.</param>
public sealed record ModelConfig(
    string ModelType,
    int VocabularySize,
    int HiddenSize,
    int IntermediateSize,
    int Layers,
    AttentionConfig Attention,
    double NormEpsilon,
    bool MlpBias,
    bool TieEmbeddings,
    int MaxPositions);
