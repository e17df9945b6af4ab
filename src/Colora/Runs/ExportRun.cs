using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Runs;

/// <summary>
/// Writes users' adapters for other software, each re-read from disk and compared with the live model, by the size of what the adapter does, before its
/// folder appears under its name.
/// </summary>
public sealed class ExportRun
{
    private readonly RunConfig config;
    private readonly CausalLM model;
    private readonly AdapterWeights weights;
    private readonly string modelFolder;
    private readonly IReadOnlyList<string> changes;
    private readonly Func<string, ExportProbe> probeOf;

    private ExportRun(RunConfig config, CausalLM model, AdapterWeights weights, RunBinding? binding, IRunListener listener)
    {
        changes = binding?.Changes ?? [];
        this.config = config;
        this.model = model;
        this.weights = weights;
        modelFolder = ModelFolder.Of(config.Model, config.Revision);
        probeOf = ExportProbe.OfRun(config, modelFolder, model.Config.VocabularySize, binding?.Rows, listener);
    }

    /// <summary>Exports the named users of a run, or all.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="users">Names; empty = all.</param>
    /// <param name="format">What to write.</param>
    /// <param name="outFolder">A folder a user is written into it.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="allowChanged">Whether the base may be another than the run's.</param>
    /// <param name="dtype">Element type of a merged checkpoint; auto = the original's.</param>
    /// <exception cref="InputException">No such user, another base, a folder that is there already, or an export that does not compute what the live model computes.</exception>
    public static IReadOnlyList<ExportResult> Execute(
        RunDirectory run, IReadOnlyList<string> users, ExportFormat format, string outFolder, IRunListener listener, bool allowChanged = false, WeightType dtype = WeightType.Auto)
    {
        if (format == ExportFormat.Peft && dtype == WeightType.Bfloat16)
            throw new InputException("--dtype", "bfloat16 beside --format peft", "float32, which an adapter is always written in", "leave it out");
        var config = run.ReadConfig();
        var engine = ComputeEngine.Start(config.Engine with { Dtype = WeightType.Float32 });
        var folder = ModelFolder.Of(config.Model, config.Revision);
        var binding = RunBinding.Of(run, allowChanged, listener);
        binding?.CheckBase(folder);
        using var model = ModelLoader.Load(folder, engine);
        using var weights = AdapterFiles.Read(run.Final, model);
        AdapterFolding.RequireMatrix(weights.Layout);
        var export = new ExportRun(config, model, weights, binding, listener);
        var numbers = users.Count == 0 ? Enumerable.Range(0, weights.Layout.Users.Count).ToList() : users.Select(export.NumberOf).ToList();
        var targets = numbers.Select(user => Path.Combine(outFolder, weights.Layout.Users[user])).ToList();
        if (targets.FirstOrDefault(Directory.Exists) is { } taken)
            throw new InputException(taken, "is there already", "a new folder", "choose another --out or remove it");

        using var held = FolderLock.Take(outFolder);
        var results = new List<ExportResult>();
        for (var i = 0; i < numbers.Count; i++)
        {
            results.Add(format == ExportFormat.Peft ? export.WritePeft(numbers[i], targets[i]) : export.WriteMerged(numbers[i], targets[i], dtype));
            listener.Progress(new StageProgress("export", i + 1, numbers.Count, "users"));
            NativeMemory.Sweep();
        }

        return results;
    }

    private int NumberOf(string user)
    {
        for (var i = 0; i < weights.Layout.Users.Count; i++)
            if (weights.Layout.Users[i] == user) return i;
        throw new InputException("--user", $"\"{user}\"", $"one of {string.Join(", ", weights.Layout.Users)}");
    }

    private ExportResult WritePeft(int user, string target)
    {
        ExportEffect? effect = null;
        AtomicFolder.Write(target, folder =>
        {
            PeftExporter.Write(folder, model, weights, user, BaseName(), config.Adapter.UseRsLora);
            AtomicFile.WriteText(Path.Combine(folder, "README.md"), Card(user));
            RunJson.Write(Path.Combine(folder, "colora.json"), new { made_by = "Colora", user = weights.Layout.Users[user], method = config.Adapter.MethodName, changes });

            using var scope = NewDisposeScope();
            using var reread = PeftImporter.Read(folder, model);
            effect = CheckOf(user).OfPeft(reread);
        });
        return new ExportResult(weights.Layout.Users[user], target, "float32", effect!);
    }

    private ExportResult WriteMerged(int user, string target, WeightType dtype)
    {
        ExportEffect? effect = null;
        var name = "";
        AtomicFolder.Write(target, folder =>
        {
            var type = MergedExporter.Write(folder, modelFolder, weights, user, dtype switch { WeightType.Float32 => ScalarType.Float32, WeightType.Bfloat16 => ScalarType.BFloat16, _ => null });
            name = ExportCheck.NameOf(type);
            using var scope = NewDisposeScope();
            using var reread = ModelLoader.Load(folder, new ComputeEngine(model.Device, model.Type, get_num_threads()));
            effect = CheckOf(user).OfMerged(reread, type);
        });
        return new ExportResult(weights.Layout.Users[user], target, name, effect!);
    }

    private ExportCheck CheckOf(int user) => new(model, weights, user, probeOf(weights.Layout.Users[user]));

    /// <summary>What other software finds the base by: the name on a hub, else the folder.</summary>
    private string BaseName() => ModelFolder.IsOfHub(config.Model, out _) ? config.Model : modelFolder;

    private string Card(int user) => $"""
        ---
        base_model: {BaseName()}
        library_name: peft
        ---
        # LoRA adapter of user {weights.Layout.Users[user]}

        Exported by Colora from a {config.Adapter.MethodName} run of {weights.Layout.Users.Count} users: rank {config.Adapter.Rank}, alpha {config.Adapter.Alpha}.
        """.ReplaceLineEndings("\n") + "\n";
}
