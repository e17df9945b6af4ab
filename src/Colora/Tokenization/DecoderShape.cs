using System.Text.Json;

namespace Colora.Tokenization;

/// <summary>
/// How far a token can change the text of its neighbours, read from the <c>decoder</c> block of tokenizer.json.
/// </summary>
/// <param name="Reach">How far the decoder looks.</param>
/// <param name="FusesBytes">True where runs of byte tokens are decoded together (ByteFallback).</param>
internal sealed record DecoderShape(DecoderReach Reach, bool FusesBytes)
{
    /// <summary>Reads the block; null or missing means tokens joined by blanks.</summary>
    public static DecoderShape Of(JsonElement decoder)
    {
        var steps = new List<JsonElement>();
        Flatten(decoder, steps);
        if (steps is [var only] && Type(only) == "ByteLevel") return new(DecoderReach.Bytes, false);

        var fused = false;
        var fusesBytes = false;
        foreach (var step in steps)
        {
            var type = Type(step);
            if (!IsLocal(step, type, fused)) return new(DecoderReach.Whole, false);
            fused |= type == "Fuse";
            fusesBytes |= type == "ByteFallback";
        }

        return new(DecoderReach.Token, fusesBytes);
    }

    // After Fuse the whole text is one token: only cutting at its start leaves what has been said as it was.
    private static bool IsLocal(JsonElement step, string type, bool fused) => type switch
    {
        "Fuse" or "Metaspace" => true,
        "Strip" => !fused || step.GetProperty("stop").GetInt32() == 0,
        "Replace" or "ByteFallback" or "BPEDecoder" or "WordPiece" => !fused,
        _ => false,
    };

    private static void Flatten(JsonElement decoder, List<JsonElement> steps)
    {
        if (decoder.ValueKind != JsonValueKind.Object) return;
        if (Type(decoder) != "Sequence")
        {
            steps.Add(decoder);
            return;
        }

        foreach (var inner in decoder.GetProperty("decoders").EnumerateArray()) Flatten(inner, steps);
    }

    private static string Type(JsonElement step) => step.GetProperty("type").GetString() ?? "";
}
