using System.Text.Json;

namespace Colora.Formats.HuggingFace;

/// <summary><c>model.safetensors.index.json</c>: which shard holds which tensor.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="WeightMap">Tensor name → file name in the same folder, in file order.</param>
public sealed record WeightIndexFile(string Path, IReadOnlyDictionary<string, string> WeightMap)
{
    /// <summary>Name of the file in a model folder.</summary>
    public const string FileName = "model.safetensors.index.json";

    /// <summary>The distinct shards, sorted by name.</summary>
    public IReadOnlyList<string> Shards => [.. WeightMap.Values.Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Reads and checks an index file.</summary>
    /// <exception cref="InputException">Missing, no JSON, an empty map, or an entry that is no safetensors file of this
    /// folder.</exception>
    public static WeightIndexFile Read(string path)
    {
        var root = new JsonSection(path, JsonText.ReadObject(path));
        var section = root.OptionalSection("weight_map")
            ?? throw root.Unexpected("weight_map", "an object of file names");
        var map = new OrderedDictionary<string, string>();
        foreach (var pair in section.Json.EnumerateObject()) map.Add(pair.Name, Shard(section, pair));
        return map.Count > 0
            ? new WeightIndexFile(path, map)
            : throw root.Unexpected("weight_map", "at least one tensor");
    }

    // A downloaded index must not make the loader read files elsewhere.
    private static string Shard(JsonSection section, JsonProperty pair)
    {
        var name = section.GetString(pair.Name);
        var plain = name.Length > ".safetensors".Length
            && name[0] != '.'
            && name.EndsWith(".safetensors", StringComparison.Ordinal)
            && name.AsSpan().IndexOfAny('/', '\\', ':') < 0 && !name.Any(char.IsControl);
        return plain
            ? name
            : throw section.Unexpected(
                pair.Name, "the name of a .safetensors file in the same folder", "the index is damaged or unsafe");
    }
}
