namespace Colora.Formats.HuggingFace;

/// <summary>
/// Special token ids for generation, from <c>generation_config.json</c> and, key by key where that has none, from
/// <c>config.json</c> (as transformers' <c>generate()</c> does). Neither file needs to be there.
/// </summary>
/// <param name="EosTokenIds"><c>eos_token_id</c>, one or several: each ends a text; empty if there is none.</param>
/// <param name="BosTokenId"><c>bos_token_id</c>, or null.</param>
/// <param name="PadTokenId"><c>pad_token_id</c>, or null.</param>
public sealed record GenerationConfigFile(IReadOnlyList<int> EosTokenIds, int? BosTokenId, int? PadTokenId)
{
    /// <summary>Name of the file in a model folder.</summary>
    public const string FileName = "generation_config.json";

    /// <summary>Reads the ids of the model in <paramref name="folder"/>.</summary>
    /// <exception cref="InputException">A file is no JSON object or an id is no integer.</exception>
    public static GenerationConfigFile Read(string folder)
    {
        var sections = new[] { FileName, ModelConfigFile.FileName }
            .Select(name => Path.Combine(folder, name))
            .Where(File.Exists)
            .Select(path => new JsonSection(path, JsonText.ReadObject(path)))
            .ToList();
        return new GenerationConfigFile(
            sections.Select(s => s.OptionalInts("eos_token_id")).FirstOrDefault(ids => ids is not null) ?? [],
            First(sections, "bos_token_id"),
            First(sections, "pad_token_id") is >= 0 and var pad ? pad : null); // -1 says that there is none
    }

    private static int? First(IEnumerable<JsonSection> sections, string key) =>
        sections
            .Select(s => s.OptionalInts(key) is { Count: > 0 } ids ? ids[0] : (int?)null)
            .FirstOrDefault(id => id is not null);
}
