using Colora.Configuration;

namespace Colora.Synthetic.Pretraining;

/// <summary>
/// Sizes of the llama model; the vocabulary follows from the tokenizer, the width of a head from hidden size and heads.
/// </summary>
public sealed record ShapeConfig : IChecked
{
    /// <summary>Width of the residual stream.</summary>
    [Setting("width of the residual stream")]
    [AtLeast(8)]
    [AtMost(65536)]
    public int HiddenSize { get; init; } = 128;

    /// <summary>Width inside the MLP.</summary>
    [Setting("width inside the MLP")]
    [AtLeast(8)]
    [AtMost(1048576)]
    public int IntermediateSize { get; init; } = 352;

    /// <summary>Decoder layers.</summary>
    [Setting("decoder layers")]
    [AtLeast(1)]
    [AtMost(1024)]
    public int Layers { get; init; } = 6;

    /// <summary>Query heads.</summary>
    [Setting("query heads")]
    [AtLeast(1)]
    [AtMost(1024)]
    public int Heads { get; init; } = 4;

    /// <summary>Key and value heads.</summary>
    [Setting("key and value heads")]
    [AtLeast(1)]
    [AtMost(1024)]
    public int KeyValueHeads { get; init; } = 4;

    /// <summary>Longest sequence.</summary>
    [Setting("longest sequence", Unit = "tokens")]
    [AtLeast(8)]
    [AtMost(1048576)]
    public int ContextLength { get; init; } = 512;

    /// <summary>Base of the rotary angles.</summary>
    [Setting("base of the rotary angles")]
    [Above(1)]
    [AtMost(1e12)]
    public double RopeTheta { get; init; } = 10000;

    /// <summary>
    /// Size of a random vector that all embeddings begin with in common, in units of their own deviation.
    /// </summary>
    [Setting(
        "size of a random vector that all embeddings begin with in common, in units of their own deviation; "
            + "helps attention to the previous token")]
    [AtLeast(0)]
    [AtMost(1e6)]
    public double EmbeddingMean { get; init; } = 1;

    /// <inheritdoc />
    public IEnumerable<ConfigProblem> Check()
    {
        if (HiddenSize % (2 * Heads) != 0)
        {
            yield return new ConfigProblem(
                "", "heads", $"{Heads}", $"a divisor of hidden_size = {HiddenSize} that leaves heads of even width",
                "");
        }

        if (Heads % KeyValueHeads != 0)
        {
            yield return new ConfigProblem(
                "", "key_value_heads", $"{KeyValueHeads}", $"a divisor of heads = {Heads}", "");
        }
    }
}
