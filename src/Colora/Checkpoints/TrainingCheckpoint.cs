using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Colora.Adapters;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Training;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>
/// A resumable state in a folder: the adapter (or all weights, in pre-training), the moments with each owner's step
/// count (<c>optimizer.safetensors</c>), and <c>state.json</c> with the checksums of all. Sampler, dropout and schedule
/// are functions of seed and step and need no file. The folder appears under its name only when everything is in it and
/// on disk.
/// </summary>
internal static class TrainingCheckpoint
{
    private const string Remedy = "resume with the config, the users and the base that the checkpoint was written with";
    private const string StateName = "state.json",
        OptimizerName = "optimizer.safetensors", WeightsName = "weights.safetensors";

    /// <summary>Whether a checkpoint has a file of that name.</summary>
    internal static bool IsFile(string name) =>
        name is StateName or OptimizerName or WeightsName || AdapterFiles.IsFile(name);

    /// <summary>
    /// Writes the state after <see cref="TrainingState.Step"/> steps; the state's checksums are filled in here.
    /// </summary>
    /// <exception cref="InputException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string folder, AdapterWeights weights, Optimizer optimizer, TrainingState state) =>
        Write(folder, draft => AdapterFiles.Write(draft, weights), optimizer, state);

    /// <summary>
    /// As the other, with the groups themselves in <c>weights.safetensors</c>: what pre-training trains.
    /// </summary>
    /// <exception cref="InputException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string folder, Optimizer optimizer, TrainingState state) => Write(
        folder,
        draft => SafetensorsWriter.Write(
            Path.Combine(draft, WeightsName),
            [.. optimizer.Groups.Select(group => TensorFiles.Source(group.Name, group.Values))]),
        optimizer,
        state);

    private static void Write(string folder, Action<string> writeValues, Optimizer optimizer, TrainingState state) =>
        AtomicFolder.Write(folder, draft =>
    {
        writeValues(draft);
        WriteMoments(Path.Combine(draft, OptimizerName), optimizer);
        var sums = Directory.GetFiles(draft)
            .Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetFileName(file), FileHash.Of);
        var whole = state with { Files = sums, Seal = null };
        AtomicFile.WriteText(Path.Combine(draft, StateName), Text(whole with { Seal = SealOf(whole) }));
    });

    /// <summary>Reads the state and checks every file against its checksum; no tensor is touched.</summary>
    /// <exception cref="InputException">A file is missing, cut or changed.</exception>
    public static TrainingState ReadState(string folder)
    {
        var path = Path.Combine(folder, StateName);
        var state = AdapterJson.Read(path, AdapterJson.Default.TrainingState, "the state of a checkpoint");
        RequireWhole(path, state);
        foreach (var (name, sum) in state.Files)
        {
            if (!IsFile(name)) throw new InputException(path, $"a file \"{name}\"", "a file of a checkpoint");
            var file = Path.Combine(folder, name);
            if (!File.Exists(file)) throw new InputException(file, "no such file", "a whole checkpoint");
            if (FileHash.Of(file) != sum)
                throw new InputException(file, "its content is not what was written", $"SHA-256 {sum}");
        }

        return state;
    }

    /// <summary>Reads factors and moments into a trainer of the same layout.</summary>
    /// <exception cref="InputException">A file is broken or the layout is another.</exception>
    public static void Restore(string folder, AdapterWeights weights, Optimizer optimizer)
    {
        AdapterFiles.ReadInto(folder, weights);
        ReadMoments(folder, optimizer);
    }

    /// <summary>Reads the groups of a pre-training and their moments.</summary>
    /// <exception cref="InputException">A file is broken or the sizes are others.</exception>
    public static void Restore(string folder, Optimizer optimizer)
    {
        using (var scope = NewDisposeScope())
        {
            using var quiet = no_grad();
            using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsName));
            TensorFiles.RequireNoOther(file, optimizer.Groups.Select(group => group.Name), Remedy);
            foreach (var group in optimizer.Groups)
            {
                TensorFiles.RequireShape(file, group.Name, group.Values.shape, Remedy);
                group.Values.copy_(TensorFiles.Read(file, file[group.Name]));
            }
        }

        ReadMoments(folder, optimizer);
    }

    /// <summary>That a state names all files of its kind of checkpoint, and that nobody has changed it.</summary>
    private static void RequireWhole(string path, TrainingState state)
    {
        if (state.Files is null
            || state.Validation is null
            || state.ConfigHash is null
            || state.Validation.Any(point => point?.LossOfUser is null))
        {
            throw new InputException(path, "null", "the state of a checkpoint");
        }

        if (state.CoreFreedom is { } freedom && freedom is not (>= 0 and <= CoreSignal.MostFreedom))
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"a core_freedom of {freedom}");
            throw new InputException(path, found, string.Create(CultureInfo.InvariantCulture, $"0 … {CoreSignal.MostFreedom}"));
        }

        if (state.Seal is { } seal && seal != SealOf(state with { Seal = null }))
            throw new InputException(path, "its content is not what was written", $"SHA-256 {seal}");
        var needed = state.Files.ContainsKey(WeightsName)
            ? [WeightsName, OptimizerName]
            : AdapterFiles.Names.Append(OptimizerName);
        if (needed.FirstOrDefault(name => !state.Files.ContainsKey(name)) is { } missing)
            throw new InputException(path, $"no checksum of {missing}", "one of each file");
    }

    private static string Text(TrainingState state) =>
        JsonSerializer.Serialize(state, AdapterJson.Default.TrainingState);

    private static string SealOf(TrainingState state) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(state))));

    private static void ReadMoments(string folder, Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(folder, OptimizerName));
        TensorFiles.RequireNoOther(file, optimizer.Groups.SelectMany(group => NamesOf(group.Name)), Remedy);
        foreach (var group in optimizer.Groups)
        {
            var moments = optimizer[group];
            TensorFiles.RequireShape(file, $"{group.Name}.first", moments.First.shape, Remedy);
            TensorFiles.RequireShape(file, $"{group.Name}.second", moments.Second.shape, Remedy);
            TensorFiles.RequireShape(file, $"{group.Name}.steps", [moments.Steps.Length], Remedy);
            moments.First.copy_(TensorFiles.Read(file, file[$"{group.Name}.first"]));
            moments.Second.copy_(TensorFiles.Read(file, file[$"{group.Name}.second"]));
            file.ReadInt64($"{group.Name}.steps").CopyTo(moments.Steps, 0);
        }
    }

    private static string[] NamesOf(string group) => [$"{group}.first", $"{group}.second", $"{group}.steps"];

    private static void WriteMoments(string path, Optimizer optimizer)
    {
        var sources = new List<TensorSource>();
        foreach (var group in optimizer.Groups)
        {
            var moments = optimizer[group];
            sources.Add(TensorFiles.Source($"{group.Name}.first", moments.First));
            sources.Add(TensorFiles.Source($"{group.Name}.second", moments.Second));
            sources.Add(TensorSource.FromInt64($"{group.Name}.steps", [moments.Steps.Length], moments.Steps));
        }

        SafetensorsWriter.Write(path, sources);
    }
}
