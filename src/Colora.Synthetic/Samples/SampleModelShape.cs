namespace Colora.Synthetic.Samples;

/// <summary>Sizes of a sample model; the names are those of a llama <c>config.json</c>.</summary>
/// <param name="VocabularySize">Rows of the embedding; at least <see cref="SmallestVocabulary"/>, rows beyond are
/// padding that no text reaches.</param>
/// <param name="HiddenSize">Width of the residual stream.</param>
/// <param name="IntermediateSize">Width inside the MLP.</param>
/// <param name="Layers">Decoder layers.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads; divides <paramref name="Heads"/>.</param>
/// <param name="HeadDim">Width of a head; even.</param>
/// <param name="TieEmbeddings">Whether the output layer is the embedding itself.</param>
/// <param name="ContextLength"><c>max_position_embeddings</c>, in tokens; default 512.</param>
/// <param name="RopeTheta">Base of the rotary embedding; default 10000.</param>
/// <param name="RmsNormEpsilon">ε of the norms; default 1e-5.</param>
/// <param name="EmbeddingMean">
/// Size of a random vector that all embeddings have in common, in units of their own deviation; default 0. A tied head
/// adds it to all logits alike. A llama has no biases: only such a common part lets a query be the same for every
/// token, which attention to the previous token needs.
/// </param>
public sealed record SampleModelShape(
    int VocabularySize,
    int HiddenSize,
    int IntermediateSize,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int HeadDim,
    bool TieEmbeddings,
    int ContextLength = 512,
    double RopeTheta = 10000,
    double RmsNormEpsilon = 1e-5,
    double EmbeddingMean = 0)
{
    /// <summary>256 bytes and the special tokens of the sample tokenizer.</summary>
    public const int SmallestVocabulary = SampleTokenizer.Size;

    /// <summary>64 wide, 2 layers, 126 000 parameters: writes in milliseconds, trains on a processor.</summary>
    public static SampleModelShape Tiny { get; } = new(264, 64, 176, 2, 4, 2, 16, TieEmbeddings: false);

    /// <summary>
    /// The sizes of SmolLM2-135M, 134.5 million parameters: for measuring memory and speed. Its weights are noise, too.
    /// </summary>
    public static SampleModelShape SmolLm2_135M { get; } =
        new(49152, 576, 1536, 30, 9, 3, 64, TieEmbeddings: true, ContextLength: 8192, RopeTheta: 100000);

    /// <summary>Number of weights.</summary>
    public long ParameterCount => SampleWeight.Of(this).Sum(w => w.Count);

    /// <summary>Checks that the sizes make a model.</summary>
    /// <exception cref="ArgumentException">They do not; the message says which one.</exception>
    internal void Check()
    {
        Require(
            VocabularySize >= SmallestVocabulary, nameof(VocabularySize), VocabularySize,
            $"at least {SmallestVocabulary}");
        Require(HiddenSize > 0, nameof(HiddenSize), HiddenSize, "at least 1");
        Require(IntermediateSize > 0, nameof(IntermediateSize), IntermediateSize, "at least 1");
        Require(Layers > 0, nameof(Layers), Layers, "at least 1");
        Require(
            KeyValueHeads > 0 && Heads > 0 && Heads % KeyValueHeads == 0, nameof(KeyValueHeads), KeyValueHeads,
            $"a divisor of {nameof(Heads)} {Heads}");
        Require(HeadDim > 0 && HeadDim % 2 == 0, nameof(HeadDim), HeadDim, "an even number");
        Require(ContextLength > 0, nameof(ContextLength), ContextLength, "at least 1");
    }

    private static void Require(bool holds, string name, int found, string expected)
    {
        if (!holds) throw new ArgumentException($"{name} is {found}; expected {expected}");
    }
}
