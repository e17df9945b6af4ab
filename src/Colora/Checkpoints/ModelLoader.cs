using Colora.Engine;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Formats.Safetensors;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>
/// A Hugging Face model folder → <see cref="CausalLM"/>: config.json and single or sharded safetensors.
/// </summary>
internal static class ModelLoader
{
    /// <summary>Loads a model; weights are converted one by one to the engine's element type.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="engine">Device and element type.</param>
    /// <param name="prepare">Called with the weights before the model is built over them; none = they stay as they
    /// are.</param>
    /// <exception cref="InputException">
    /// A file is missing or broken, the architecture or an option is not supported, a tensor is missing, superfluous,
    /// of another shape or not finite.
    /// </exception>
    public static CausalLM Load(string folder, ComputeEngine engine, Action<ModelWeights>? prepare = null)
    {
        if (!Directory.Exists(folder))
            throw new InputException(folder, "no such folder", "a model folder with config.json and model.safetensors");
        ChecksumFile.VerifyPresent(folder);
        var blueprint = ModelConfigReader.Read(folder);
        var weights = new ModelWeights(folder);
        try
        {
            var paths = WeightFiles.Locate(folder);
            CheckHeaders(folder, paths, blueprint);
            foreach (var path in paths) ReadFile(path, weights, blueprint, engine);
            if (blueprint.TieEmbeddings) DropTiedHead(folder, weights, blueprint);
            prepare?.Invoke(weights);
            var model = new CausalLM(blueprint, weights);
            if (weights.Unused().FirstOrDefault() is { } unused)
            {
                throw new InputException(
                    folder, $"tensor \"{unused}\" has no place in a {blueprint.ModelType} model of this config.json",
                    "only tensors that the architecture uses", "check that config.json belongs to these weights");
            }

            return model;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private static bool IsBuffer(string name, ModelBlueprint blueprint) =>
        blueprint.Buffers.Any(ending => name.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>
    /// Holds config.json, the index and the headers of all files against each other before a tensor is read or
    /// allocated.
    /// </summary>
    private static void CheckHeaders(string folder, IReadOnlyList<string> paths, ModelBlueprint blueprint)
    {
        var found = Headers(paths, blueprint);
        CheckIndex(folder, found, blueprint);
        if (blueprint.Layers > found.Count)
        {
            throw new InputException(
                folder, $"config.json says {blueprint.Layers} layers, the weights have {found.Count} tensors",
                "a layer's tensors for each", "check that config.json belongs to these weights");
        }

        CheckShapes(folder, found, blueprint);
    }

    /// <summary>Each tensor of all files, with the file that holds it.</summary>
    private static Dictionary<string, (string Path, TensorEntry Entry)> Headers(
        IReadOnlyList<string> paths, ModelBlueprint blueprint)
    {
        var found = new Dictionary<string, (string Path, TensorEntry Entry)>();
        foreach (var path in paths)
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var (name, entry) in file.Tensors)
            {
                if (IsBuffer(name, blueprint)) continue;
                if (!found.TryAdd(name, (path, entry)))
                    throw new InputException(path, $"tensor \"{name}\" is in another shard too", "each tensor once");
                if (IsFloat(entry.Type)) continue;
                throw new InputException(
                    path, $"tensor \"{name}\" has type {entry.Type.FileName()}", "F32, F16 or BF16");
            }
        }

        return found;
    }

    private static bool IsFloat(ElementType type) =>
        type is ElementType.Float64 or ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16;

    private static void CheckIndex(
        string folder, Dictionary<string, (string Path, TensorEntry Entry)> found, ModelBlueprint blueprint)
    {
        foreach (var (name, shard) in WeightFiles.MapOf(folder))
        {
            if (IsBuffer(name, blueprint)) continue;
            if (found.TryGetValue(name, out var place) && Path.GetFileName(place.Path) == shard) continue;
            throw new InputException(
                Path.Combine(folder, WeightIndexFile.FileName), $"tensor \"{name}\" is not in {shard}",
                "an index that belongs to these shards", "fetch index and shards again");
        }
    }

    private static void CheckShapes(
        string folder, Dictionary<string, (string Path, TensorEntry Entry)> found, ModelBlueprint blueprint)
    {
        const string Remedy = "check that config.json belongs to these weights";
        foreach (var (name, shape) in blueprint.Weights)
        {
            var expected = $"[{string.Join(", ", shape)}]";
            if (!found.TryGetValue(name, out var tensor))
                throw new InputException(folder, $"no tensor \"{name}\"", $"one of shape {expected}", Remedy);
            if (tensor.Entry.Shape.SequenceEqual(shape)) continue;
            throw new InputException(
                tensor.Path, $"tensor \"{name}\" has shape [{string.Join(", ", tensor.Entry.Shape)}]",
                $"{expected} by config.json", Remedy);
        }
    }

    private static void ReadFile(string path, ModelWeights weights, ModelBlueprint blueprint, ComputeEngine engine)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var (name, entry) in file.Tensors)
        {
            if (IsBuffer(name, blueprint)) continue;
            using var scope = NewDisposeScope();
            var raw = TensorFiles.Read(file, entry);
            TensorFiles.RequireFinite(path, name, raw);
            var tensor = raw.to(engine.Type).to(engine.Device);
            weights.Add(name, tensor);
        }
    }

    /// <summary>A tied head may be written out, but only as the copy that it is; one tensor remains.</summary>
    private static void DropTiedHead(string folder, ModelWeights weights, ModelBlueprint blueprint)
    {
        var (headName, embeddingName) = (blueprint.HeadName, blueprint.EmbeddingName);
        if (!weights.Contains(headName) || !weights.Contains(embeddingName)) return;
        using var scope = NewDisposeScope();
        Tensor head = weights[headName], embedding = weights[embeddingName];
        if (!embedding.shape.SequenceEqual(head.shape) || !Constant.Read<bool>(embedding.eq(head).all()))
        {
            throw new InputException(
                folder,
                $"tensor \"{headName}\" differs from the embedding although config.json says tie_word_embeddings",
                "one tensor", "set tie_word_embeddings to false");
        }

        weights.Remove(headName);
    }
}
