using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Colora.Adapters;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Formats.Safetensors;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>
/// One user's adapter folded into the base: W = W0 + s B S_i A, in the files, shards and element types of the original
/// or in a type asked for, with its configuration and tokenizer beside it. Tensors are streamed one by one.
/// </summary>
internal static class MergedExporter
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    private static readonly string[] Companions = [".json", ".txt", ".model", ".jinja", ".tiktoken"];

    /// <summary>Writes the merged checkpoint into a folder that is being filled.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="modelFolder">The original.</param>
    /// <param name="weights">All factors.</param>
    /// <param name="user">User's number.</param>
    /// <param name="type">Element type of all weights, which config.json then names; null = each keeps its own.</param>
    /// <returns>The element type of the merged weights; the coarsest of them where they have several.</returns>
    public static ScalarType Write(
        string folder, string modelFolder, AdapterWeights weights, int user, ScalarType? type = null)
    {
        CopyCompanions(modelFolder, folder);
        long bytes = 0;
        var merged = ScalarType.Float32;
        var places = new Dictionary<string, int>();
        for (var i = 0; i < weights.Layout.Modules.Count; i++)
            places.Add($"{weights.Layout.Modules[i].Module.Path}.weight", i);
        foreach (var path in WeightFiles.Locate(modelFolder))
        {
            using var file = SafetensorsFile.Open(path);
            bytes += file.Tensors.Values.Sum(entry => BytesOf(entry, type));
            var sources = file.Tensors.Values.Select(entry => new TensorSource(
                entry.Name, TypeOf(entry, type), entry.Shape, stream => Merge(file, entry, stream)));
            SafetensorsWriter.Write(
                Path.Combine(folder, Path.GetFileName(path)), sources.ToList(),
                file.Metadata.Count > 0 ? file.Metadata : null);
        }

        if (type is { } named) NameType(folder, named, bytes);
        return merged;

        void Merge(SafetensorsFile file, TensorEntry entry, Stream stream)
        {
            using var scope = NewDisposeScope();
            var tensor = TensorFiles.Read(file, entry);
            var written = type is { } asked && tensor.is_floating_point() ? asked : tensor.dtype;
            if (places.TryGetValue(entry.Name, out var module))
            {
                tensor = tensor.to(ScalarType.Float32).Plus(AdapterFolding.Delta(weights, module, user));
                if (written != ScalarType.Float32) merged = written;
            }

            TensorFiles.Source(entry.Name, tensor.to(written)).Write(stream);
        }
    }

    private static void CopyCompanions(string modelFolder, string folder)
    {
        var files = Directory.GetFiles(modelFolder).Where(file => Companions.Contains(Path.GetExtension(file)));
        foreach (var file in files) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    private static long BytesOf(TensorEntry entry, ScalarType? type) => type is { } asked && IsFloat(entry.Type)
        ? entry.ElementCount * (asked == ScalarType.Float32 ? 4 : 2)
        : entry.ByteCount;

    private static ElementType TypeOf(TensorEntry entry, ScalarType? type) =>
        type is { } asked && IsFloat(entry.Type) ? TensorFiles.TypeOf(asked) : entry.Type;

    private static bool IsFloat(ElementType type) =>
        type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 or ElementType.Float64;

    /// <summary>
    /// Says the element type where other software looks for it, under the key that the config has, and the size in the
    /// index of shards.
    /// </summary>
    private static void NameType(string folder, ScalarType type, long bytes)
    {
        var name = type == ScalarType.BFloat16 ? "bfloat16" : "float32";
        Amend(Path.Combine(folder, "config.json"), config =>
        {
            if (config.ContainsKey("dtype")) config["dtype"] = name;
            if (config.ContainsKey("torch_dtype") || !config.ContainsKey("dtype")) config["torch_dtype"] = name;
        });
        Amend(Path.Combine(folder, WeightIndexFile.FileName), index =>
        {
            if (index["metadata"] is JsonObject metadata && metadata.ContainsKey("total_size"))
                metadata["total_size"] = bytes;
        });
    }

    private static void Amend(string path, Action<JsonObject> change)
    {
        if (!File.Exists(path)) return;
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        AtomicFile.WriteText(path, json.ToJsonString(Indented) + "\n");
    }
}
