using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Runs;

/// <summary>
/// Writes users' adapters for other software, each re-read from disk and compared with the live model on probe tokens before its
/// folder appears under its name.
/// </summary>
public sealed class ExportRun
{
    private const int ProbeRows = 2, ProbeTokens = 24;

    private readonly RunConfig config;
    private readonly CausalLM model;
    private readonly AdapterWeights weights;
    private readonly string modelFolder;
    private readonly IReadOnlyList<string> changes;

    private ExportRun(RunConfig config, CausalLM model, AdapterWeights weights, IReadOnlyList<string> changes)
    {
        this.changes = changes;
        this.config = config;
        this.model = model;
        this.weights = weights;
        modelFolder = ModelFolder.Of(config.Model, config.Revision);
    }

    /// <summary>Exports the named users of a run, or all.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="users">Names; empty = all.</param>
    /// <param name="format">What to write.</param>
    /// <param name="outFolder">A folder a user is written into it.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="allowChanged">Whether the base may be another than the run's.</param>
    /// <exception cref="InputException">No such user, another base, a folder that is there already, or an export that does not compute what the live model computes.</exception>
    public static IReadOnlyList<ExportResult> Execute(RunDirectory run, IReadOnlyList<string> users, ExportFormat format, string outFolder, IRunListener listener, bool allowChanged = false)
    {
        var config = run.ReadConfig();
        var engine = ComputeEngine.Start(config.Engine with { Dtype = WeightType.Float32 });
        var folder = ModelFolder.Of(config.Model, config.Revision);
        var binding = RunBinding.Of(run, allowChanged, listener);
        binding?.CheckBase(folder);
        using var model = ModelLoader.Load(folder, engine);
        using var weights = AdapterFiles.Read(run.Final, model);
        AdapterFolding.RequireMatrix(weights.Layout);
        var export = new ExportRun(config, model, weights, binding?.Changes ?? []);
        var numbers = users.Count == 0 ? Enumerable.Range(0, weights.Layout.Users.Count).ToList() : users.Select(export.NumberOf).ToList();
        var targets = numbers.Select(user => Path.Combine(outFolder, weights.Layout.Users[user])).ToList();
        if (targets.FirstOrDefault(Directory.Exists) is { } taken)
            throw new InputException(taken, "is there already", "a new folder", "choose another --out or remove it");

        using var held = FolderLock.Take(outFolder);
        var results = new List<ExportResult>();
        for (var i = 0; i < numbers.Count; i++)
        {
            results.Add(format == ExportFormat.Peft ? export.WritePeft(numbers[i], targets[i]) : export.WriteMerged(numbers[i], targets[i]));
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
        double difference = 0, tolerance = 0;
        AtomicFolder.Write(target, folder =>
        {
            PeftExporter.Write(folder, model, weights, user, BaseName(), config.Adapter.UseRsLora);
            AtomicFile.WriteText(Path.Combine(folder, "README.md"), Card(user));
            RunJson.Write(Path.Combine(folder, "colora.json"), new { made_by = "Colora", user = weights.Layout.Users[user], method = config.Adapter.MethodName, changes });

            using var scope = NewDisposeScope();
            using var reread = PeftImporter.Read(folder, model);
            (difference, tolerance) = Compare(Logits(model, weights, user), Logits(model, reread, 0), 1e-4);
        });
        return new ExportResult(weights.Layout.Users[user], target, difference, tolerance);
    }

    private ExportResult WriteMerged(int user, string target)
    {
        double difference = 0, tolerance = 0;
        AtomicFolder.Write(target, folder =>
        {
            MergedExporter.Write(folder, modelFolder, weights, user);
            using var scope = NewDisposeScope();
            using var reread = ModelLoader.Load(folder, new ComputeEngine(model.Device, model.Type, get_num_threads()));
            (difference, tolerance) = Compare(Logits(model, weights, user), Logits(reread, null, 0), MergedTolerance(reread, user));
        });
        return new ExportResult(weights.Layout.Users[user], target, difference, tolerance);
    }

    /// <summary>
    /// A checkpoint in 16 bits rounds every merged weight; then the weights must be the rounded ones, and logits may differ by what rounding does
    /// (5 % of their spread). In 32 bits the logits must agree.
    /// </summary>
    private double MergedTolerance(CausalLM reread, int user)
    {
        double largest = 0, allowed = 0;
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            using var scope = NewDisposeScope();
            var index = weights.Layout.Modules[module].Module.Index;
            var wanted = model.Linears[index].Weight.Plus(AdapterFolding.Delta(weights, module, user));
            largest = Math.Max(largest, Constant.Read<float>((reread.Linears[index].Weight - wanted).abs().max()));
            allowed = Math.Max(allowed, Constant.Read<float>(wanted.abs().max()) / 256);
        }

        if (largest > allowed) throw new InputException("merged weights", $"differ by {largest:g3} after re-reading", $"at most {allowed:g3}");
        return largest < allowed * 1e-4 ? 1e-3 : 0.05;
    }

    private static (double Difference, double Tolerance) Compare(Tensor live, Tensor reread, double relative)
    {
        var difference = Constant.Read<float>((live - reread).abs().max());
        var scale = relative < 0.01 ? Math.Max(1, Constant.Read<float>(live.abs().max())) : Constant.Read<float>(live.std()) * 10;
        var tolerance = relative * scale;
        if (difference <= tolerance) return (difference, tolerance);
        throw new InputException("export", $"re-read logits differ from the live model's by {difference:g3}", $"at most {tolerance:g3}", "report this as a defect");
    }

    private static Tensor Logits(CausalLM network, AdapterWeights? adapter, int user)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var generator = SeedSequence.NewGenerator(0, "probe");
        var ids = randint(0, network.Config.VocabularySize, [ProbeRows, ProbeTokens], ScalarType.Int64, CPU, generator: generator).to(network.Device);
        using var active = adapter is null ? null : new ActiveFactors(adapter, [user], [], network.Device);
        using var adaptation = active?.For(Enumerable.Repeat(user, ProbeRows).ToArray());
        return network.Logits(network.Hidden(ids, ones_like(ids), null, adaptation)).MoveToOuterDisposeScope();
    }

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
