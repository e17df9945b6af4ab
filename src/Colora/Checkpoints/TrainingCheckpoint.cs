using System.Security.Cryptography;
using System.Text.Json;
using Colora.Adapters;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Training;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>
/// A resumable state in a folder: the adapter, the moments with each owner's step count (<c>optimizer.safetensors</c>), and
/// <c>state.json</c> with the checksums of all. Sampler, dropout and schedule are functions of seed and step and need no file.
/// The folder appears under its name only when everything is in it and on disk.
/// </summary>
public static class TrainingCheckpoint
{
    private const string StateName = "state.json", OptimizerName = "optimizer.safetensors";

    /// <summary>Writes the state after <see cref="TrainingState.Step"/> steps; the state's checksums are filled in here.</summary>
    /// <exception cref="InputException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string folder, AdapterWeights weights, AdamW optimizer, TrainingState state) => AtomicFolder.Write(folder, draft =>
    {
        AdapterFiles.Write(draft, weights);
        WriteMoments(Path.Combine(draft, OptimizerName), weights, optimizer);
        var sums = Directory.GetFiles(draft).Order(StringComparer.Ordinal).ToDictionary(file => Path.GetFileName(file), Hash);
        AtomicFile.WriteText(Path.Combine(draft, StateName), JsonSerializer.Serialize(state with { Files = sums }, AdapterJson.Default.TrainingState));
    });

    /// <summary>Reads the state and checks every file against its checksum; no tensor is touched.</summary>
    /// <exception cref="InputException">A file is missing, cut or changed.</exception>
    public static TrainingState ReadState(string folder)
    {
        var path = Path.Combine(folder, StateName);
        TrainingState state;
        try
        {
            state = JsonSerializer.Deserialize(File.ReadAllText(path), AdapterJson.Default.TrainingState)
                ?? throw new InputException(path, "null", "the state of a checkpoint");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InputException(path, $"cannot be read ({e.Message})", "the state of a checkpoint", "", e);
        }

        foreach (var (name, sum) in state.Files)
        {
            var file = Path.Combine(folder, name);
            if (!File.Exists(file)) throw new InputException(file, "no such file", "a whole checkpoint");
            if (Hash(file) != sum) throw new InputException(file, "its content is not what was written", $"SHA-256 {sum}");
        }

        return state;
    }

    /// <summary>Reads factors and moments into a trainer of the same layout.</summary>
    /// <exception cref="InputException">A file is broken or the layout is another.</exception>
    public static void Restore(string folder, AdapterWeights weights, AdamW optimizer)
    {
        using var scope = NewDisposeScope();
        AdapterFiles.ReadInto(folder, weights);
        using var file = SafetensorsFile.Open(Path.Combine(folder, OptimizerName));
        foreach (var kind in weights.Layout.Kinds)
        {
            var moments = optimizer[kind];
            moments.First.copy_(TensorFiles.Read(file, file[$"{kind}.first"]));
            moments.Second.copy_(TensorFiles.Read(file, file[$"{kind}.second"]));
            file.ReadInt64($"{kind}.steps").CopyTo(moments.Steps, 0);
        }
    }

    private static void WriteMoments(string path, AdapterWeights weights, AdamW optimizer)
    {
        var sources = new List<TensorSource>();
        foreach (var kind in weights.Layout.Kinds)
        {
            var moments = optimizer[kind];
            sources.Add(TensorFiles.Source($"{kind}.first", moments.First));
            sources.Add(TensorFiles.Source($"{kind}.second", moments.Second));
            sources.Add(TensorSource.FromInt64($"{kind}.steps", [moments.Steps.Length], moments.Steps));
        }

        SafetensorsWriter.Write(path, sources);
    }

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
