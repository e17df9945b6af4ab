using System.Text.Json;

namespace Colora.Tokenization;

/// <summary>Which tokens begin, end and pad a sequence, from the files that lie beside tokenizer.json.</summary>
/// <remarks>
/// As Hugging Face: a token named in tokenizer_config.json, then in special_tokens_map.json; an explicit null there means none.
/// Only where neither file has the key, the id in generation_config.json, then in config.json (the first of a list).
/// </remarks>
internal sealed class SpecialTokenSettings : IDisposable
{
    // Classes whose constructor builds the template from add_bos_token / add_eos_token, whatever tokenizer.json says.
    private static readonly string[] SelfTemplating = ["Llama", "CodeLlama", "Gemma", "Cohere"];

    private readonly JsonDocument?[] _naming;
    private readonly JsonDocument?[] _numbering;

    private SpecialTokenSettings(JsonDocument?[] naming, JsonDocument?[] numbering)
    {
        _naming = naming;
        _numbering = numbering;
    }

    /// <summary>Reads the files of a model folder; each may be missing.</summary>
    /// <exception cref="Colora.Formats.InputException">One of them is not a JSON object.</exception>
    public static SpecialTokenSettings Load(string folder) => new(
        [SideFile.Read(folder, "tokenizer_config.json"), SideFile.Read(folder, "special_tokens_map.json")],
        [SideFile.Read(folder, "generation_config.json"), SideFile.Read(folder, "config.json")]);

    /// <summary>Id of "bos", "eos", "pad" or "unk", or null.</summary>
    public int? IdOf(string role, Vocabulary vocabulary)
    {
        foreach (var file in _naming)
        {
            if (file is null || !file.RootElement.TryGetProperty($"{role}_token", out var token)) continue;
            return Content(token) is { } content ? vocabulary.IdOf(content) : null;
        }

        return _numbering.Select(file => Number(file, $"{role}_token_id")).FirstOrDefault(id => id is not null);
    }

    /// <summary>The template to use, given the one of tokenizer.json.</summary>
    public SpecialTokenTemplate Template(SpecialTokenTemplate? ofTokenizer, int? bos, int? eos)
    {
        var addBos = Flag("add_bos_token");
        var addEos = Flag("add_eos_token");
        var flagged = addBos is not null || addEos is not null;
        if (ofTokenizer is not null && !(flagged && BuildsOwnTemplate())) return ofTokenizer;
        return new(addBos == true && bos is { } first ? [first] : [], addEos == true && eos is { } last ? [last] : []);
    }

    public void Dispose()
    {
        foreach (var file in _naming.Concat(_numbering)) file?.Dispose();
    }

    private bool BuildsOwnTemplate() =>
        _naming[0] is { } file && file.RootElement.TryGetProperty("tokenizer_class", out var name) && name.ValueKind == JsonValueKind.String
        && SelfTemplating.Any(start => name.GetString()!.StartsWith(start, StringComparison.Ordinal));

    private bool? Flag(string key) =>
        _naming[0] is { } file && file.RootElement.TryGetProperty(key, out var value)
            ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null;

    // "<s>" or {"content": "<s>", ...}
    private static string? Content(JsonElement token) => token.ValueKind switch
    {
        JsonValueKind.String => token.GetString(),
        JsonValueKind.Object when token.TryGetProperty("content", out var content) => Content(content),
        _ => null,
    };

    private static int? Number(JsonDocument? file, string key)
    {
        if (file is null || !file.RootElement.TryGetProperty(key, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0) value = value[0];
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var id) ? id : null;
    }
}
