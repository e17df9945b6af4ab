using System.Text.Json;

namespace Colora.Tokenization;

/// <summary>Tells from a normalizer or pre_tokenizer block whether a word-boundary blank is put before a text.</summary>
internal static class LeadingBlank
{
    public static bool IsAdded(JsonElement step)
    {
        if (step.ValueKind != JsonValueKind.Object) return false;
        return step.GetProperty("type").GetString() switch
        {
            "Prepend" => step.GetProperty("prepend").GetString() is "▁" or " ",
            "ByteLevel" => Flag(step, "add_prefix_space") ?? false,
            "Metaspace" => step.TryGetProperty("prepend_scheme", out var scheme) ? scheme.GetString() != "never" : Flag(step, "add_prefix_space") ?? true,
            "Sequence" => Inner(step).Any(IsAdded),
            _ => false,
        };
    }

    private static JsonElement.ArrayEnumerator Inner(JsonElement sequence) =>
        (sequence.TryGetProperty("normalizers", out var inner) || sequence.TryGetProperty("pretokenizers", out inner)) ? inner.EnumerateArray() : default;

    private static bool? Flag(JsonElement step, string name) =>
        step.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.True : null;
}
