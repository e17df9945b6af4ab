using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Colora.Formats;

namespace Colora.Tokenization;

/// <summary>
/// Looks over a tokenizer.json for what makes the native engine panic, which would end the process (found by trying):
/// all else that is wrong the engine itself reports.
/// </summary>
internal static class TokenizerFileCheck
{
    private const int LargestVocabulary = 1 << 24, LongestWord = 200, LongestPiece = 4096;

    private static readonly string[] Probes = ["a", " ", "1", "▁"];

    /// <exception cref="FormatException">What is wrong, in a few words.</exception>
    public static void Validate(JsonElement root)
    {
        var model = Part(root, "model");
        if (model.ValueKind != JsonValueKind.Object) throw new FormatException("model is missing");
        if (!model.TryGetProperty("vocab", out _)) throw new FormatException("model.vocab is missing");
        CheckDropout(model);
        CheckSubwordPrefix(model);
        CheckWordLength(model);
        CheckPieces(model);
        CheckIds(root, model);
        CheckDecoder(Part(root, "decoder"), model);
        foreach (var step in Steps(Part(root, "normalizer"))) CheckNormalizer(step);
        foreach (var step in Steps(Part(root, "pre_tokenizer"))) CheckPreTokenizer(step);
    }

    private static void CheckDropout(JsonElement model)
    {
        var dropout = Part(model, "dropout");
        if (dropout.ValueKind == JsonValueKind.Number && dropout.GetDouble() > 0)
        {
            throw new FormatException($"model.dropout is {dropout.GetRawText()}, which makes encoding random; "
                + $"set it to null");
        }
    }

    // WordPiece takes the cube of a word's length.
    private static void CheckWordLength(JsonElement model)
    {
        if (Part(model, "max_input_chars_per_word") is { ValueKind: JsonValueKind.Number } most
            && most.GetDouble() > LongestWord)
        {
            throw new FormatException(
                $"model.max_input_chars_per_word is {most.GetRawText()}, more than {LongestWord}");
        }
    }

    // Unigram keeps its pieces in a tree that is as deep as the longest is long, and takes it down by recursion: some
    // 100,000 levels end the stack.
    private static void CheckPieces(JsonElement model)
    {
        if (Part(model, "vocab").ValueKind != JsonValueKind.Array) return;
        if (Tokens(model).FirstOrDefault(piece => Encoding.UTF8.GetByteCount(piece) > LongestPiece) is { } piece)
        {
            throw new FormatException($"a piece of model.vocab has {Encoding.UTF8.GetByteCount(piece)} bytes, "
                + $"more than {LongestPiece}");
        }
    }

    // The engine cuts the prefix off the right half of each merge without looking.
    private static void CheckSubwordPrefix(JsonElement model)
    {
        var merges = Part(model, "merges");
        if (Text(model, "continuing_subword_prefix") is not { Length: > 0 } prefix
            || merges.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var merge in merges.EnumerateArray())
        {
            var right = merge switch
            {
                { ValueKind: JsonValueKind.String } => merge.GetString()!.Split(' ')[^1],
                { ValueKind: JsonValueKind.Array } when merge.GetArrayLength() == 2
                    && merge[1].ValueKind == JsonValueKind.String => merge[1].GetString()!,
                _ => throw new FormatException("a merge that is no pair of tokens"),
            };
            if (!right.StartsWith(prefix, StringComparison.Ordinal))
            {
                throw new FormatException($"the merge {merge.GetRawText()} lacks "
                    + $"model.continuing_subword_prefix '{prefix}'");
            }
        }
    }

    private static void CheckNormalizer(JsonElement step)
    {
        CheckPattern(step);
        switch (Text(step, "type"))
        {
            case "Prepend" when Text(step, "prepend") is "":
                throw new FormatException("a Prepend normalizer with an empty text");
            case "Replace" when Part(step, "pattern") is { ValueKind: JsonValueKind.Object } pattern
                && (Text(pattern, "String") is "" || MatchesNothing(Text(pattern, "Regex"))):
                throw new FormatException($"a Replace normalizer whose pattern {pattern.GetRawText()} matches the "
                    + $"empty text");
            case "Precompiled":
                CharacterMapCheck.Validate(Text(step, "precompiled_charsmap"));
                break;
            default:
                break;
        }
    }

    private static void CheckPreTokenizer(JsonElement step)
    {
        CheckPattern(step);
        if (Text(step, "type") == "FixedLength"
            && Part(step, "length") is { ValueKind: JsonValueKind.Number } length
            && length.GetDouble() < 1)
        {
            throw new FormatException("a FixedLength pre_tokenizer of length 0");
        }
    }

    private static bool MatchesNothing(string? pattern)
    {
        if (pattern is null) return false;
        try
        {
            var regex = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
            return Probes.Select(probe => regex.Match(probe))
                .Any(match => match is { Success: true, Index: 0, Length: 0 });
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false; // Oniguruma's own syntax: the engine judges it.
        }
    }

    private static void CheckPattern(JsonElement step)
    {
        if (Part(step, "pattern") is not { ValueKind: JsonValueKind.Object } pattern
            || Text(pattern, "Regex") is not { } regex)
        {
            return;
        }

        if (PatternCost.Fault(regex) is { } fault)
            throw new FormatException($"the pattern {pattern.GetRawText()} {fault}");
    }

    // The engine counts from the end without looking how long a token is.
    private static void CheckDecoder(JsonElement decoder, JsonElement model)
    {
        foreach (var step in Steps(decoder))
        {
            CheckPattern(step);
            if (Text(step, "type") != "Strip"
                || Part(step, "stop") is not { ValueKind: JsonValueKind.Number } stop
                || stop.GetDouble() == 0)
            {
                continue;
            }

            var start = Part(step, "start") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : 0;
            var isFirst = Text(decoder, "type") == "Strip";
            if (!isFirst
                || Tokens(model)
                    .Any(token => token.Length < start + stop.GetDouble()
                        && token.All(c => c.ToString() == Text(step, "content"))))
            {
                throw new FormatException($"a Strip decoder that takes {stop.GetRawText()} from the end of "
                    + $"tokens that may be shorter");
            }
        }
    }

    private static void CheckIds(JsonElement root, JsonElement model)
    {
        var vocab = model.GetProperty("vocab");
        var ids = new HashSet<int>();
        if (vocab.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in vocab.EnumerateObject())
                if (!ids.Add(Id(entry.Value, entry.Name)))
                    throw new FormatException($"two tokens have the id {entry.Value.GetRawText()}");
        }

        if (Part(root, "added_tokens") is not { ValueKind: JsonValueKind.Array } added) return;
        foreach (var token in added.EnumerateArray())
        {
            if (token.ValueKind != JsonValueKind.Object || Text(token, "content") is not { } content)
                throw new FormatException("an added token without content");
            Id(Part(token, "id"), content);
        }
    }

    private static int Id(JsonElement value, string token) =>
        value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var id)
            && id is >= 0 and < LargestVocabulary ? id
            : throw new FormatException($"token \"{JsonEncodedText.Encode(token)}\" has no id from 0 to "
                + $"{LargestVocabulary - 1}");

    private static IEnumerable<string> Tokens(JsonElement model) => Part(model, "vocab") switch
    {
        { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().Select(entry => entry.Name),
        { ValueKind: JsonValueKind.Array } list =>
            list.EnumerateArray().Select(entry =>
                entry.ValueKind == JsonValueKind.Array
                    && entry.GetArrayLength() > 0
                    && entry[0].ValueKind == JsonValueKind.String ? entry[0].GetString()! : ""),
        _ => [],
    };

    private static IEnumerable<JsonElement> Steps(JsonElement step)
    {
        if (step.ValueKind != JsonValueKind.Object) return [];
        foreach (var list in (string[])["normalizers", "pretokenizers", "decoders"])
        {
            if (Part(step, list) is { ValueKind: JsonValueKind.Array } inner)
                return inner.EnumerateArray().SelectMany(Steps);
        }

        return [step];
    }

    private static JsonElement Part(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var part) ? part : default;

    private static string? Text(JsonElement parent, string name) =>
        Part(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
