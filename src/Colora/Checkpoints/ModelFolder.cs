using Colora.Embedded;
using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Checkpoints;

/// <summary>Where the model that a config names lies: the embedded one, a folder, or a snapshot of the Hugging Face cache. Nothing is fetched here.</summary>
public static class ModelFolder
{
    /// <summary>The folder.</summary>
    /// <param name="model"><c>embedded</c>, a path, or <c>owner/name</c>.</param>
    /// <param name="revision">Branch, tag or commit of <c>owner/name</c>; main when absent.</param>
    /// <exception cref="InputException">There is no such folder, or the model is not in the cache.</exception>
    public static string Of(string model, string? revision = null)
    {
        if (model == EmbeddedFiles.Name) return EmbeddedFiles.ModelOr(model);
        if (!IsOfHub(model, out var name))
        {
            return Directory.Exists(model) ? model
                : throw new InputException(model, "no such folder", "a model folder with config.json, tokenizer.json and safetensors weights, or owner/name of a hub", "check --model");
        }

        var cache = HubCache.FromEnvironment(Environment.GetEnvironmentVariable);
        if (cache.CommitOf(name, revision ?? "main") is { } commit && HubCache.IsWhole(cache.SnapshotOf(name, commit))) return cache.SnapshotOf(name, commit);
        throw new InputException(model, $"no such folder, and not in the cache {cache.Root}", "a model folder, or a model of a hub that has been fetched", "fetch it by a command with --model, or check the name");
    }

    /// <summary>Whether a model is a name on a hub: <c>owner/name</c>, and no folder of that name is there.</summary>
    public static bool IsOfHub(string model, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HubName? name) =>
        HubName.TryParse(model, out name) && !Directory.Exists(model);
}
