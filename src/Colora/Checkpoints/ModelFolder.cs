using Colora.Engine;
using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Checkpoints;

/// <summary>
/// Where the model that a config names lies: with a source that is known, in a folder, or in a snapshot of the Hugging
/// Face cache. Nothing is fetched here.
/// </summary>
public static class ModelFolder
{
    private static readonly string[] FileEndings =
    [
        ".gguf", ".safetensors", ".json", ".jsonl", ".csv", ".tsv", ".txt", ".bin", ".pt", ".pth", ".ckpt", ".onnx",
        ".npz", ".npy", ".h5", ".msgpack", ".parquet", ".arrow", ".yaml", ".yml",
        ".toml", ".zip", ".tar", ".gz", ".tgz", ".zst", ".model", ".py", ".md",
    ];

    private const long SmallModelBytes = 256L << 20;

    /// <summary>The folder.</summary>
    /// <param name="model">A name of a source, a path, or <c>owner/name</c>.</param>
    /// <param name="revision">Branch, tag or commit of <c>owner/name</c>; main when absent.</param>
    /// <exception cref="InputException">There is no such folder, or the model is not in the cache.</exception>
    public static string Of(string model, string? revision = null)
    {
        if (ModelSources.Find(model) is { } source) return source.FolderOf(model, revision);
        if (IsOfHub(model, out _)) return InCache(model, revision);
        return Directory.Exists(model) ? model
            : throw new InputException(
                model, File.Exists(model) ? "a file" : "no such folder",
                "a model folder with config.json, tokenizer.json and safetensors weights, or owner/name of a hub",
                "check --model");
    }

    /// <summary>The folder of a model of a hub that has been fetched before.</summary>
    /// <param name="model"><c>owner/name</c>.</param>
    /// <param name="revision">Branch, tag or commit; main when absent.</param>
    /// <exception cref="InputException">It is not in the Hugging Face cache.</exception>
    public static string InCache(string model, string? revision)
    {
        var cache = HubCache.FromEnvironment(Environment.GetEnvironmentVariable);
        if (HubName.TryParse(model, out var name)
            && cache.CommitOf(name, revision ?? "main") is { } commit
            && HubCache.IsWhole(cache.SnapshotOf(name, commit)))
        {
            return cache.SnapshotOf(name, commit);
        }

        throw new InputException(
            model, $"no such folder, and not in the cache {cache.Root}",
            "a model folder, or a model of a hub that has been fetched",
            "fetch it by a command with --model, or check the name");
    }

    /// <summary>
    /// The engine for a model. What <c>auto</c> leaves open is decided by size: below 256 MiB of weights bfloat16 saves
    /// nothing and rounds, so it is float32.
    /// </summary>
    public static ComputeEngine Start(EngineConfig config, string model, string? revision)
    {
        if (config.Dtype != WeightType.Auto) return ComputeEngine.Start(config);
        var bytes = WeightFiles.Locate(Of(model, revision)).Sum(file => new FileInfo(file).Length);
        return ComputeEngine.Start(bytes < SmallModelBytes ? config with { Dtype = WeightType.Float32 } : config);
    }

    /// <summary>
    /// Whether a model is a name on a hub: <c>owner/name</c>, nothing of that name is there, and it does not end as the
    /// files do that models and data come in: what may be a path is never sent to a hub.
    /// </summary>
    public static bool IsOfHub(string model, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HubName? name) =>
        HubName.TryParse(model, out name)
            && !Path.Exists(model)
            && !FileEndings.Any(ending => model.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
