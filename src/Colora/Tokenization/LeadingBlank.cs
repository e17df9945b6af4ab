using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colora.Tokenization;

/// <summary>
/// Tells from a normalizer or pre_tokenizer block whether a word-boundary blank is put before a text, and writes the
/// block without it.
/// </summary>
internal static class LeadingBlank
{
    public static bool IsAdded(JsonElement step)
    {
        if (step.ValueKind != JsonValueKind.Object) return false;
        return step.GetProperty("type").GetString() switch
        {
            "Prepend" => step.GetProperty("prepend").GetString() is "▁" or " ",
            "ByteLevel" => Flag(step, "add_prefix_space") ?? false,
            "Metaspace" =>
                step.TryGetProperty("prepend_scheme", out var scheme)
                    ? scheme.GetString() != "never"
                    : Flag(step, "add_prefix_space") ?? true,
            "Sequence" => Inner(step).Any(IsAdded),
            _ => false,
        };
    }

    /// <summary>Writes the block so that it puts nothing before a text.</summary>
    public static void WriteWithout(JsonElement step, Utf8JsonWriter writer)
    {
        if (step.ValueKind == JsonValueKind.Object && Without(JsonObject.Create(step)!) is { } rest)
            rest.WriteTo(writer);
        else writer.WriteNullValue();
    }

    private static JsonObject? Without(JsonObject step)
    {
        switch (step["type"]?.GetValue<string>())
        {
            case "Prepend":
                return null;
            case "ByteLevel":
                step["add_prefix_space"] = false;
                return step;
            case "Metaspace":
                step.Remove("add_prefix_space");
                step["prepend_scheme"] = "never";
                return step;
            case "Sequence":
                var list = step.ContainsKey("normalizers") ? "normalizers" : "pretokenizers";
                step[list] =
                    new JsonArray([.. step[list]!
                        .AsArray()
                        .Select(inner => Without(inner!.DeepClone().AsObject()))
                        .Where(inner => inner is not null)]);
                return step;
            default:
                return step;
        }
    }

    private static JsonElement.ArrayEnumerator Inner(JsonElement sequence) =>
        (sequence.TryGetProperty("normalizers", out var inner)
            || sequence.TryGetProperty("pretokenizers", out inner)) ? inner.EnumerateArray() : default;

    private static bool? Flag(JsonElement step, string name) =>
        step.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.True : null;
}
