namespace Colora.Model;

/// <summary>
/// All that <see cref="CausalLM"/> is built from: the names and shapes of its tensors and how they are computed with.
/// An architecture (<see cref="Architectures.Architecture"/>) reads it from config.json; what comes after knows no
/// architectures.
/// </summary>
public sealed record ModelBlueprint
{
    /// <summary><c>model_type</c> of the file, for messages.</summary>
    public required string ModelType { get; init; }

    /// <summary>Rows of the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Longest sequence the model was made for, in tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Number of decoder layers.</summary>
    public required int Layers { get; init; }

    /// <summary>
    /// The layer of a number from 0 on. Layers are made when asked for: a file may claim more of them than memory
    /// holds.
    /// </summary>
    public required Func<int, LayerBlueprint> Layer { get; init; }

    /// <summary>After the last layer.</summary>
    public required NormBlueprint FinalNorm { get; init; }

    /// <summary>Name of the embedding's tensor.</summary>
    public required string EmbeddingName { get; init; }

    /// <summary>Name of the output head's tensor, which checkpoints may hold as a copy even where it is tied.</summary>
    public required string HeadName { get; init; }

    /// <summary>Whether the output head is the embedding (one tensor).</summary>
    public required bool TieEmbeddings { get; init; }

    /// <summary>
    /// Endings of the names of tensors that some checkpoints carry although they follow from config.json; they are not
    /// read.
    /// </summary>
    public IReadOnlyList<string> Buffers { get; init; } = [];

    /// <summary>The embedding [vocabulary, hidden].</summary>
    public WeightShape Embedding => new(EmbeddingName, [VocabularySize, HiddenSize]);

    /// <summary>The head [vocabulary, hidden], or null where it is tied.</summary>
    public WeightShape? Head => TieEmbeddings ? null : new WeightShape(HeadName, [VocabularySize, HiddenSize]);

    /// <summary>
    /// All tensors in the order of the forward pass, for a checkpoint to be held against before it is read.
    /// </summary>
    public IEnumerable<WeightShape> Weights
    {
        get
        {
            yield return Embedding;
            for (var i = 0; i < Layers; i++)
                foreach (var weight in Layer(i).Weights) yield return weight;
            yield return FinalNorm.Weight;
            if (Head is { } head) yield return head;
        }
    }
}
