using Colora.Adapters;
using Colora.Engine;
using Colora.Formats.HuggingFace;
using Colora.Formats.Safetensors;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>
/// One user's adapter folded into the base: W = W0 + s B S_i A, in the files, shards and element types of the original, with its
/// configuration and tokenizer beside it. Tensors are streamed one by one.
/// </summary>
public static class MergedExporter
{
    private static readonly string[] Companions = [".json", ".txt", ".model", ".jinja", ".tiktoken"];

    /// <summary>Writes the merged checkpoint into a folder that is being filled.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="modelFolder">The original.</param>
    /// <param name="weights">All factors.</param>
    /// <param name="user">User's number.</param>
    public static void Write(string folder, string modelFolder, AdapterWeights weights, int user)
    {
        foreach (var companion in Directory.GetFiles(modelFolder).Where(file => Companions.Contains(Path.GetExtension(file))))
            File.Copy(companion, Path.Combine(folder, Path.GetFileName(companion)));
        var places = new Dictionary<string, int>();
        for (var i = 0; i < weights.Layout.Modules.Count; i++) places.Add($"{weights.Layout.Modules[i].Module.Path}.weight", i);
        foreach (var path in WeightFiles.Locate(modelFolder))
        {
            using var file = SafetensorsFile.Open(path);
            var sources = file.Tensors.Values.Select(entry => new TensorSource(entry.Name, entry.Type, entry.Shape, stream =>
            {
                using var scope = NewDisposeScope();
                var tensor = TensorFiles.Read(file, entry);
                if (places.TryGetValue(entry.Name, out var module)) tensor = Merge(tensor, weights, module, user);
                TensorFiles.Source(entry.Name, tensor).Write(stream);
            }));
            SafetensorsWriter.Write(Path.Combine(folder, Path.GetFileName(path)), sources.ToList(), file.Metadata.Count > 0 ? file.Metadata : null);
        }
    }

    private static Tensor Merge(Tensor original, AdapterWeights weights, int module, int user) =>
        original.to(ScalarType.Float32).Plus(AdapterFolding.Delta(weights, module, user)).to(original.dtype);
}
