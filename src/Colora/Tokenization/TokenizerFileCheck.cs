using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colora.Tokenization;

/// <summary>
/// Looks over a tokenizer.json for what makes the native engine panic, which would end the process (found by trying): all else
/// that is wrong the engine itself reports.
/// </summary>
internal static class TokenizerFileCheck
{
    private static readonly string[] Probes = ["a", " ", "1", "▁"];

    /// <exception cref="FormatException">What is wrong, in a few words.</exception>
    public static void Validate(JsonElement root)
    {
        var model = Part(root, "model");
        if (model.ValueKind != JsonValueKind.Object) throw new FormatException("model is missing");
        if (!model.TryGetProperty("vocab", out _)) throw new FormatException("model.vocab is missing");
        CheckDropout(model);
        CheckSubwordPrefix(model);
        foreach (var step in Steps(Part(root, "normalizer"))) CheckNormalizer(step);
        foreach (var step in Steps(Part(root, "pre_tokenizer"))) CheckPreTokenizer(step);
    }

    private static void CheckDropout(JsonElement model)
    {
        var dropout = Part(model, "dropout");
        if (dropout.ValueKind == JsonValueKind.Number && dropout.GetDouble() > 0)
            throw new FormatException($"model.dropout is {dropout.GetRawText()}, which makes encoding random; set it to null");
    }

    // The engine cuts the prefix off the right half of each merge without looking.
    private static void CheckSubwordPrefix(JsonElement model)
    {
        var merges = Part(model, "merges");
        if (Text(model, "continuing_subword_prefix") is not { Length: > 0 } prefix || merges.ValueKind != JsonValueKind.Array) return;
        foreach (var merge in merges.EnumerateArray())
        {
            var right = merge.ValueKind == JsonValueKind.String ? merge.GetString()!.Split(' ')[^1] : merge[1].GetString()!;
            if (!right.StartsWith(prefix, StringComparison.Ordinal))
                throw new FormatException($"the merge {merge.GetRawText()} lacks model.continuing_subword_prefix '{prefix}'");
        }
    }

    private static void CheckNormalizer(JsonElement step)
    {
        switch (Text(step, "type"))
        {
            case "Prepend" when Text(step, "prepend") is "":
                throw new FormatException("a Prepend normalizer with an empty text");
            case "Replace" when Part(step, "pattern") is { ValueKind: JsonValueKind.Object } pattern && (Text(pattern, "String") is "" || MatchesNothing(Text(pattern, "Regex"))):
                throw new FormatException($"a Replace normalizer whose pattern {pattern.GetRawText()} matches the empty text");
            case "Precompiled":
                CheckCharacterMap(Text(step, "precompiled_charsmap"));
                break;
            default:
                break;
        }
    }

    private static void CheckPreTokenizer(JsonElement step)
    {
        if (Text(step, "type") == "FixedLength" && Part(step, "length") is { ValueKind: JsonValueKind.Number } length && length.GetDouble() < 1)
            throw new FormatException("a FixedLength pre_tokenizer of length 0");
    }

    private static bool MatchesNothing(string? pattern)
    {
        if (pattern is null) return false;
        try
        {
            var regex = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
            return Probes.Select(probe => regex.Match(probe)).Any(match => match is { Success: true, Index: 0, Length: 0 });
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false; // Oniguruma's own syntax: the engine judges it.
        }
    }

    // SentencePiece's map: u32 size of the trie in bytes, the trie (u32 units), the replacements as UTF-8.
    private static void CheckCharacterMap(string? base64)
    {
        var bytes = new byte[(base64?.Length ?? 0) * 3 / 4];
        if (!Convert.TryFromBase64String(base64 ?? "", bytes, out var count) || count < sizeof(uint))
            throw new FormatException("precompiled_charsmap is empty or not base64");
        var trie = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (trie == 0 || trie % sizeof(uint) != 0 || trie > count - sizeof(uint))
            throw new FormatException($"precompiled_charsmap names a trie of {trie} bytes in {count}");
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes.AsSpan((int)trie + sizeof(uint), count - sizeof(uint) - (int)trie));
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("precompiled_charsmap's replacements are not UTF-8", e);
        }
    }

    private static IEnumerable<JsonElement> Steps(JsonElement step)
    {
        if (step.ValueKind != JsonValueKind.Object) return [];
        foreach (var list in new[] { "normalizers", "pretokenizers" })
        {
            if (Part(step, list) is { ValueKind: JsonValueKind.Array } inner) return inner.EnumerateArray().SelectMany(Steps);
        }

        return [step];
    }

    private static JsonElement Part(JsonElement parent, string name) => parent.TryGetProperty(name, out var part) ? part : default;

    private static string? Text(JsonElement parent, string name) =>
        Part(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
