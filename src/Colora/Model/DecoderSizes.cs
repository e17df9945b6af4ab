using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Model;

/// <summary>Sizes that most decoder-only models have, by the keys that most of them use in config.json.</summary>
/// <param name="VocabularySize"><c>vocab_size</c>.</param>
/// <param name="HiddenSize"><c>hidden_size</c>.</param>
/// <param name="IntermediateSize"><c>intermediate_size</c>, the width of the MLP.</param>
/// <param name="Layers"><c>num_hidden_layers</c>.</param>
/// <param name="Heads"><c>num_attention_heads</c>.</param>
/// <param name="KeyValueHeads"><c>num_key_value_heads</c>.</param>
/// <param name="HeadDim"><c>head_dim</c>, hidden/heads where it is absent or null.</param>
/// <param name="NormEpsilon"><c>rms_norm_eps</c>, 1e-6 where it is absent or null.</param>
/// <param name="TieEmbeddings"><c>tie_word_embeddings</c>, false where it is absent or null.</param>
/// <param name="MaxPositions"><c>max_position_embeddings</c>.</param>
public sealed record DecoderSizes(
    int VocabularySize,
    int HiddenSize,
    int IntermediateSize,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int HeadDim,
    double NormEpsilon,
    bool TieEmbeddings,
    int MaxPositions)
{
    /// <summary>Reads them. Where a key is absent, an architecture may have a value of its own for it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="keyValueHeads">Where <c>num_key_value_heads</c> is absent; default, and where it is null: as many
    /// as query heads.</param>
    /// <param name="maxPositions">Where <c>max_position_embeddings</c> is absent or null.</param>
    /// <exception cref="InputException">A key is missing or out of range, or two do not fit each other.</exception>
    public static DecoderSizes Read(ModelConfigFile file, int? keyValueHeads = null, int maxPositions = 2048)
    {
        int hidden = file.GetSize("hidden_size"), heads = file.GetSize("num_attention_heads");
        var groups = file.OptionalInt("num_key_value_heads")
            ?? (file.IsAbsent("num_key_value_heads") ? keyValueHeads : null)
            ?? heads;
        if (groups < 1 || heads % groups != 0)
            throw file.Unexpected("num_key_value_heads", $"a divisor of num_attention_heads = {heads}");
        var headDim = ReadHeadDim(file, hidden, heads);
        RequireBounded(file, "num_attention_heads", heads, headDim);
        RequireBounded(file, "num_key_value_heads", groups, headDim);

        return new DecoderSizes(
            file.GetSize("vocab_size"),
            hidden,
            file.GetSize("intermediate_size"),
            file.GetSize("num_hidden_layers"),
            heads,
            groups,
            headDim,
            ReadEpsilon(file),
            file.OptionalBool("tie_word_embeddings") ?? false,
            file.Has("max_position_embeddings") ? file.GetSize("max_position_embeddings") : maxPositions);
    }

    private static int ReadHeadDim(ModelConfigFile file, int hidden, int heads)
    {
        if (!file.Has("head_dim") && hidden % heads != 0)
            throw file.Unexpected("num_attention_heads", $"a divisor of hidden_size = {hidden}, or head_dim");
        var headDim = file.OptionalInt("head_dim") ?? hidden / heads;
        return headDim >= 2 && headDim % 2 == 0 ? headDim : throw file.Unexpected("head_dim", "an even number ≥ 2");
    }

    private static void RequireBounded(ModelConfigFile file, string key, int heads, int headDim)
    {
        if ((long)heads * headDim > SizeKeys.Largest)
            throw file.Unexpected(key, $"at most {SizeKeys.Largest} in all with head_dim = {headDim}");
    }

    private static double ReadEpsilon(ModelConfigFile file)
    {
        var epsilon = file.OptionalDouble("rms_norm_eps") ?? 1e-6;
        return epsilon is >= 0 and < 1 ? epsilon : throw file.Unexpected("rms_norm_eps", "a number from 0 to below 1");
    }
}
