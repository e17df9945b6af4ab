using Colora.Engine;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Formats.Safetensors;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>A Hugging Face model folder → <see cref="CausalLM"/>: config.json and single or sharded safetensors.</summary>
public static class ModelLoader
{
    private const string Head = "lm_head.weight", Embedding = "model.embed_tokens.weight";

    /// <summary>Loads a model; weights are converted one by one to the engine's element type.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="engine">Device and element type.</param>
    /// <param name="prepare">Called with the weights before the model is built over them; none = they stay as they are.</param>
    /// <exception cref="InputException">
    /// A file is missing or broken, the architecture or an option is not supported, a tensor is missing, superfluous, of another shape or
    /// not finite.
    /// </exception>
    public static CausalLM Load(string folder, ComputeEngine engine, Action<ModelWeights>? prepare = null)
    {
        if (!Directory.Exists(folder)) throw new InputException(folder, "no such folder", "a model folder with config.json and model.safetensors");
        var config = ModelConfigReader.Read(folder);
        var weights = new ModelWeights(folder);
        try
        {
            foreach (var path in WeightFiles.Locate(folder)) ReadFile(path, weights, engine);
            if (config.TieEmbeddings) DropTiedHead(folder, weights);
            prepare?.Invoke(weights);
            var model = new CausalLM(config, weights);
            if (weights.Unused().FirstOrDefault() is { } unused)
            {
                throw new InputException(folder, $"tensor \"{unused}\" has no place in a {config.ModelType} model of this config.json",
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

    private static void ReadFile(string path, ModelWeights weights, ComputeEngine engine)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var (name, entry) in file.Tensors)
        {
            // Old checkpoints carry the rotary frequencies as a buffer: they follow from config.json.
            if (name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal)) continue;
            if (weights.Contains(name)) throw new InputException(path, $"tensor \"{name}\" is in another shard too", "each tensor once");
            using var scope = NewDisposeScope();
            var raw = TensorFiles.Read(file, entry);
            if (!raw.is_floating_point()) throw new InputException(path, $"tensor \"{name}\" has type {raw.dtype}", "F32, F16 or BF16");
            TensorFiles.RequireFinite(path, name, raw);
            var tensor = raw.to(engine.Type).to(engine.Device);
            weights.Add(name, tensor);
        }
    }

    /// <summary>A tied head may be written out, but only as the copy that it is; one tensor remains.</summary>
    private static void DropTiedHead(string folder, ModelWeights weights)
    {
        if (!weights.Contains(Head) || !weights.Contains(Embedding)) return;
        using var scope = NewDisposeScope();
        Tensor head = weights[Head], embedding = weights[Embedding];
        if (!embedding.shape.SequenceEqual(head.shape) || !Constant.Read<bool>(embedding.eq(head).all()))
        {
            throw new InputException(folder, $"tensor \"{Head}\" differs from the embedding although config.json says tie_word_embeddings",
                "one tensor", "set tie_word_embeddings to false");
        }

        weights.Remove(Head);
    }
}
