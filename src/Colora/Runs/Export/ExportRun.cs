using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Model;
using Colora.Runs.Progress;
using static TorchSharp.torch;

namespace Colora.Runs.Export;

/// <summary>
/// Writes users' adapters for other software, each re-read from disk and compared with the live model, by the size of what the adapter does, before its
/// folder appears under its name.
/// </summary>
public sealed class ExportRun
{
    private readonly RunConfig config;
    private readonly CausalLM model;
    private readonly AdapterWeights weights;
    private readonly string modelFolder, of;
    private readonly IReadOnlyList<string> changes;
    private readonly Func<string, ExportProbe> probeOf;

    private ExportRun(IReadOnlyList<string> users, RunConfig config, CausalLM model, AdapterWeights weights, RunBinding? binding, string of, IRunListener listener)
    {
        changes = binding?.Changes ?? [];
        this.config = config;
        this.of = of;
        this.model = model;
        this.weights = weights;
        modelFolder = ModelFolder.Of(config.Model, config.Revision);
        probeOf = ExportProbe.OfRun(users, config, modelFolder, model.Blueprint.VocabularySize, binding?.Rows, listener);
    }

    /// <summary>Exports the named users of a run, or all. What an earlier call has written and verified is kept.</summary>
    /// <param name="request">What to write.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="session">A base that is loaded already, or none: then it is loaded for this.</param>
    /// <param name="stop">Asks to stop after the user in hand; the same call goes on.</param>
    /// <exception cref="InputException">No such user, another base, a folder that is there already and is not this export, or an export that does not compute what the live model computes.</exception>
    public static IReadOnlyList<ExportResult> Execute(
        ExportRequest request, IRunListener listener, ModelSession? session = null, CancellationToken stop = default)
    {
        var (run, users, format, outFolder, dtype) = (request.Run, request.Users, request.Format, request.Out, request.Dtype);
        if (format == ExportFormat.Peft && dtype == WeightType.Bfloat16)
            throw new InputException("--dtype", "bfloat16 beside --format peft", "float32, which an adapter is always written in", "leave it out");
        var config = run.ReadConfig();
        var binding = RunBinding.Of(run, request.AllowChanged, listener);
        var (loaded, identity, _) = ModelSession.Borrow(session, config.Model, config.Revision, config.Engine with { Dtype = WeightType.Float32 });
        using var held = loaded;
        binding?.CheckBase(loaded.Folder, identity);
        var model = loaded.Network;
        using var weights = AdapterFiles.Read(run.Final, model);
        AdapterFolding.RequireMatrix(weights.Layout);
        var export = new ExportRun(users, config, model, weights, binding, IdentityOf(run, identity, $"{format} {dtype} {string.Join('\n', binding?.Changes ?? [])} {config.Adapter.UseRsLora}"), listener);
        var numbers = users.Count == 0 ? Enumerable.Range(0, weights.Layout.Users.Count).ToList() : users.Select(user => weights.Layout.NumberOf(user, "--user")).ToList();
        var targets = numbers.Select(user => Path.Combine(outFolder, request.NameOf?.Invoke(weights.Layout.Users[user]) ?? weights.Layout.Users[user])).ToList();
        using var locked = FolderLock.Take(outFolder);
        Draft.SweepAll(outFolder, weights.Layout.Users.Contains, isLocked: true, recursive: false);
        var kept = numbers.Select((user, i) => ExportRecord.Kept(targets[i], weights.Layout.Users[user], export.of)).ToList();
        if (kept.Any(result => result is not null)) listener.Note($"{kept.Count(result => result is not null)} of {kept.Count} users were exported and verified before: their folders are kept");
        var results = new List<ExportResult>();
        for (var i = 0; i < numbers.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            results.Add(kept[i] ?? (format == ExportFormat.Peft ? export.WritePeft(numbers[i], targets[i]) : export.WriteMerged(numbers[i], targets[i], dtype)));
            listener.Progress(new StageProgress("export", i + 1, numbers.Count, "users"));
            NativeMemory.Sweep();
        }

        return results;
    }

    /// <summary>One hash of all that an export depends on but the user.</summary>
    private static string IdentityOf(RunDirectory run, ModelIdentity identity, string how)
    {
        var final = Directory.GetFiles(run.Final).Where(file => Path.GetFileName(file) != ChecksumFile.FileName).Select(file => $"{Path.GetFileName(file)} {FileHash.Of(file)}");
        var text = string.Join('\n', identity.Weights.Select(file => $"{file.Key} {file.Value}").Concat(final).Order(StringComparer.Ordinal).Append(how));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private ExportResult WritePeft(int user, string target)
    {
        ExportResult? result = null;
        AtomicFolder.Write(target, folder =>
        {
            PeftExporter.Write(folder, model, weights, user, BaseName(), config.Adapter.UseRsLora);
            AtomicFile.WriteText(Path.Combine(folder, "README.md"), Card(user));
            using var scope = NewDisposeScope();
            using var reread = PeftImporter.Read(folder, model);
            ExportRecord.Write(folder, config.Adapter.MethodName, of, changes, result = new ExportResult(weights.Layout.Users[user], target, "float32", CheckOf(user).OfPeft(reread)));
        });
        return result!;
    }

    private ExportResult WriteMerged(int user, string target, WeightType dtype)
    {
        ExportResult? result = null;
        AtomicFolder.Write(target, folder =>
        {
            var type = MergedExporter.Write(folder, modelFolder, weights, user, dtype switch { WeightType.Float32 => ScalarType.Float32, WeightType.Bfloat16 => ScalarType.BFloat16, _ => null });
            using var scope = NewDisposeScope();
            using var reread = ModelLoader.Load(folder, new ComputeEngine(model.Device, model.Type, get_num_threads()));
            ExportRecord.Write(folder, config.Adapter.MethodName, of, changes, result = new ExportResult(weights.Layout.Users[user], target, ExportCheck.NameOf(type), CheckOf(user).OfMerged(reread, type)));
        });
        return result!;
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

        Exported by Colora from a {config.Adapter.MethodName} run of {weights.Layout.Users.Count} users: rank {config.Adapter.Rank}, alpha {config.Adapter.Alpha.ToString(CultureInfo.InvariantCulture)}.
        """.ReplaceLineEndings("\n") + "\n";
}
