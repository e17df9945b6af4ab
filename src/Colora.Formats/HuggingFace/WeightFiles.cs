namespace Colora.Formats.HuggingFace;

/// <summary>Finds the weights of a model folder.</summary>
public static class WeightFiles
{
    /// <summary>Name of an unsharded weight file.</summary>
    public const string SingleFileName = "model.safetensors";

    private static readonly string[] TorchFiles = ["pytorch_model.bin", "pytorch_model.bin.index.json"];

    /// <summary>
    /// Paths of the weight files: <c>model.safetensors</c> if it is there, else all shards of the index, sorted by
    /// name.
    /// </summary>
    /// <exception cref="InputException">No such folder, no safetensors weights, a bad index or a missing
    /// shard.</exception>
    public static IReadOnlyList<string> Locate(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InputException(folder, "no such folder", "a model folder", "check the path");
        var single = Path.Combine(folder, SingleFileName);
        if (File.Exists(single)) return [single];

        var index = Path.Combine(folder, WeightIndexFile.FileName);
        return File.Exists(index) ? LocateShards(folder, WeightIndexFile.Read(index)) : throw NoWeights(folder);
    }

    /// <summary>Which shard the index says that a tensor is in; empty where the weights are one file.</summary>
    /// <exception cref="InputException">A bad index.</exception>
    public static IReadOnlyDictionary<string, string> MapOf(string folder) =>
        File.Exists(Path.Combine(folder, SingleFileName))
            ? new Dictionary<string, string>()
            : WeightIndexFile.Read(Path.Combine(folder, WeightIndexFile.FileName)).WeightMap;

    private static List<string> LocateShards(string folder, WeightIndexFile index)
    {
        var paths = index.Shards.Select(name => Path.Combine(folder, name)).ToList();
        var missing = paths.Where(path => !File.Exists(path)).ToList();
        return missing.Count == 0
            ? paths
            : throw new InputException(
                index.Path,
                $"{missing.Count} of {paths.Count} shards are missing, first "
                    + $"{Quoted.Text(Path.GetFileName(missing[0]))}",
                "all shards in the folder",
                "download the missing ones");
    }

    private static InputException NoWeights(string folder)
    {
        var torch = TorchFiles.FirstOrDefault(name => File.Exists(Path.Combine(folder, name)));
        return torch is null
            ? new(folder, "no weights", $"{SingleFileName} or {WeightIndexFile.FileName}", "check the path")
            : new(
                folder, $"only {torch} (a pickle, which can run code)", SingleFileName,
                "convert the weights to safetensors");
    }
}
