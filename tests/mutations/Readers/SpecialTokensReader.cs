using System.Text.Json;

namespace Colora.Mutations.Readers;

/// <summary>Which tokens begin, end and pad, as transformers finds them where no default of a tokenizer's class plays in.</summary>
internal static class SpecialTokensReader
{
    public static IEnumerable<string> Describe(string folder)
    {
        JsonElement own = Read(folder, "tokenizer_config.json"), map = Read(folder, "special_tokens_map.json"), tokenizer = Read(folder, "tokenizer.json");
        JsonElement[] naming = own.TryGetProperty("added_tokens_decoder", out var decoder) && decoder.ValueKind != JsonValueKind.Null ? [own, map] : [map, own];
        JsonElement[] numbering = [Read(folder, "generation_config.json"), Read(folder, "config.json")];
        var ids = new Dictionary<string, int>();
        foreach (var token in tokenizer.GetProperty("model").GetProperty("vocab").EnumerateObject()) ids[token.Name] = token.Value.GetInt32();
        foreach (var token in tokenizer.GetProperty("added_tokens").EnumerateArray()) ids[token.GetProperty("content").GetString()!] = token.GetProperty("id").GetInt32();
        return [string.Join('|', ((string[])["bos", "eos", "pad"]).Select(role => IdOf(role, naming, numbering, ids)))];
    }

    private static int? IdOf(string role, JsonElement[] naming, JsonElement[] numbering, Dictionary<string, int> ids)
    {
        foreach (var file in naming)
        {
            if (!file.TryGetProperty($"{role}_token", out var named)) continue;
            if (named.ValueKind == JsonValueKind.Null) return null;
            var text = named.ValueKind == JsonValueKind.Object ? named.GetProperty("content").GetString()! : named.GetString()!;
            return ids.TryGetValue(text, out var id) ? id : null;
        }

        foreach (var file in numbering)
        {
            if (!file.TryGetProperty($"{role}_token_id", out var number) || number.ValueKind == JsonValueKind.Null) continue;
            var id = number.ValueKind == JsonValueKind.Array ? number.EnumerateArray().FirstOrDefault() : number;
            if (id.ValueKind != JsonValueKind.Number) continue;
            return role == "pad" && id.GetInt32() < 0 ? null : id.GetInt32();
        }

        return null;
    }

    private static JsonElement Read(string folder, string name) =>
        JsonSerializer.Deserialize<JsonElement>(File.Exists(Path.Combine(folder, name)) ? File.ReadAllText(Path.Combine(folder, name)).TrimStart('\uFEFF') : "{}");
}
