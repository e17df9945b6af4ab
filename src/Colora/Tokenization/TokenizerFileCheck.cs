using System.Text.Json;

namespace Colora.Tokenization;

/// <summary>Looks over a tokenizer.json before the native engine sees it: a panic there would end the process.</summary>
internal static class TokenizerFileCheck
{
    /// <exception cref="FormatException">What is wrong, in a few words.</exception>
    public static void Validate(JsonElement root)
    {
        var model = Object(root, "model");
        if (!model.TryGetProperty("vocab", out var vocab)) throw new FormatException("model.vocab is missing");
        if (vocab.ValueKind == JsonValueKind.Array) CheckUnigram(model, vocab);
        else if (vocab.ValueKind != JsonValueKind.Object) throw new FormatException("model.vocab is neither an object nor a list");
    }

    private static void CheckUnigram(JsonElement model, JsonElement vocab)
    {
        var count = vocab.GetArrayLength();
        if (count == 0) throw new FormatException("model.vocab is empty");
        if (model.TryGetProperty("unk_id", out var unknown) && unknown.ValueKind == JsonValueKind.Number
            && !(unknown.TryGetInt32(out var id) && id >= 0 && id < count))
            throw new FormatException($"model.unk_id {unknown.GetRawText()} is outside the vocabulary of {count}");
    }

    private static JsonElement Object(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : throw new FormatException($"{name} is missing");
}
