using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Methods;
using Colora.Model;
using Colora.Runs.Progress;
using static TorchSharp.torch;

namespace Colora.Runs.Export;

/// <summary>
/// Writes users' adapters for other software, each re-read from disk and compared with the live model, by the size of
/// what the adapter does, before its folder appears under its name.
/// </summary>
public sealed class ExportRun
{
    private readonly RunConfig config;
    private readonly CausalLM model;
    private readonly AdapterWeights weights;
    private readonly string modelFolder, of;
    private readonly IReadOnlyList<string> changes;
    private readonly Func<string, ExportProbe> probeOf;

    private ExportRun(
        IReadOnlyList<string> users, RunConfig config, CausalLM model, AdapterWeights weights, RunBinding? binding,
        string of, IRunListener listener)
    {
        changes = binding?.Changes ?? [];
        this.config = config;
        this.of = of;
        this.model = model;
        this.weights = weights;
        modelFolder = ModelFolder.Of(config.Model, config.Revision);
        probeOf = ExportProbe.OfRun(
            users, config, modelFolder, model.Blueprint.VocabularySize, binding?.Rows, listener);
    }

    /// <summary>
    /// Exports the named users of a run, or all. What an earlier call has written and verified is kept.
    /// </summary>
    /// <param name="request">What to write.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="session">A base that is loaded already, or none: then it is loaded for this.</param>
    /// <param name="stop">Asks to stop after the user in hand; the same call goes on.</param>
    /// <exception cref="InputException">No such user, another base, a folder that is there already and is not this
    /// export, or an export that does not compute what the live model computes.</exception>
    public static IReadOnlyList<ExportResult> Execute(
        ExportRequest request, IRunListener listener, ModelSession? session = null, CancellationToken stop = default)
    {
        RequireWritable(request);
        var config = request.Run.ReadConfig();
        var binding = RunBinding.Of(request.Run, request.AllowChanged, listener);
        var (loaded, identity, _) = ModelSession.Borrow(
            session, config.Model, config.Revision, config.Engine with { Dtype = WeightType.Float32 });
        using var held = loaded;
        binding?.CheckBase(loaded.Folder, identity);
        using var weights = AdapterFiles.Read(request.Run.Final, loaded.Network);
        AdapterFolding.RequireMatrix(weights.Layout);
        var changes = string.Join('\n', binding?.Changes ?? []);
        var how = $"{request.Format} {request.Dtype} {changes} {config.Adapter.UseRsLora}";
        var of = IdentityOf(request.Run, identity, how);
        var export = new ExportRun(request.Users, config, loaded.Network, weights, binding, of, listener);
        return export.WriteAll(request, listener, stop);
    }

    private static void RequireWritable(ExportRequest request)
    {
        if (request is not { Format: ExportFormat.Peft, Dtype: WeightType.Bfloat16 }) return;
        throw new InputException(
            "--dtype", "bfloat16 beside --format peft", "float32, which an adapter is always written in",
            "leave it out");
    }

    private List<ExportResult> WriteAll(ExportRequest request, IRunListener listener, CancellationToken stop)
    {
        var layout = weights.Layout;
        var numbers = request.Users.Count == 0
            ? Enumerable.Range(0, layout.Users.Count).ToList()
            : request.Users.Select(user => layout.NumberOf(user, "--user")).ToList();
        var targets = numbers.Select(user => TargetOf(request, layout.Users[user])).ToList();
        using var locked = FolderLock.Take(request.Out);
        Draft.SweepAll(request.Out, layout.Users.Contains, isLocked: true, recursive: false);
        var kept = numbers.Select((user, i) => ExportRecord.Kept(targets[i], layout.Users[user], of)).ToList();
        var known = kept.Count(result => result is not null);
        if (known > 0)
        {
            listener.Note($"{known} of {kept.Count} users were exported and verified before: "
                + "their folders are kept");
        }

        var results = new List<ExportResult>();
        for (var i = 0; i < numbers.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            results.Add(kept[i] ?? Write(request, numbers[i], targets[i]));
            listener.Progress(new StageProgress("export", i + 1, numbers.Count, "users"));
            NativeMemory.Sweep();
        }

        return results;
    }

    private static string TargetOf(ExportRequest request, string user) =>
        Path.Combine(request.Out, request.NameOf?.Invoke(user) ?? user);

    private ExportResult Write(ExportRequest request, int user, string target) =>
        request.Format == ExportFormat.Peft
            ? WritePeft(user, target)
            : WriteMerged(user, target, request.Dtype);

    /// <summary>One hash of all that an export depends on but the user.</summary>
    private static string IdentityOf(RunDirectory run, ModelIdentity identity, string how)
    {
        var final = Directory.GetFiles(run.Final)
            .Where(file => Path.GetFileName(file) != ChecksumFile.FileName)
            .Select(file => $"{Path.GetFileName(file)} {FileHash.Of(file)}");
        var text = string.Join(
            '\n',
            identity.Weights
                .Select(file => $"{file.Key} {file.Value}")
                .Concat(final)
                .Order(StringComparer.Ordinal)
                .Append(how));
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
            ExportRecord.Write(
                folder, config.Adapter.MethodName, of, changes,
                result = new ExportResult(weights.Layout.Users[user], target, "float32", CheckOf(user).OfPeft(reread)));
        });
        return result!;
    }

    private ExportResult WriteMerged(int user, string target, WeightType dtype)
    {
        ExportResult? result = null;
        AtomicFolder.Write(target, folder =>
        {
            var type = MergedExporter.Write(
                folder, modelFolder, weights, user,
                dtype switch
                {
                    WeightType.Float32 => ScalarType.Float32,
                    WeightType.Bfloat16 => ScalarType.BFloat16,
                    _ => null,
                });
            using var scope = NewDisposeScope();
            using var reread = ModelLoader.Load(folder, new ComputeEngine(model.Device, model.Type, get_num_threads()));
            ExportRecord.Write(
                folder, config.Adapter.MethodName, of, changes,
                result = new ExportResult(
                    weights.Layout.Users[user], target, ExportCheck.NameOf(type),
                    CheckOf(user).OfMerged(reread, type)));
        });
        return result!;
    }

    private ExportCheck CheckOf(int user) => new(model, weights, user, probeOf(weights.Layout.Users[user]));

    /// <summary>What other software finds the base by: the name on a hub, else the folder.</summary>
    private string BaseName() => ModelFolder.IsOfHub(config.Model, out _) ? config.Model : modelFolder;

    private string Card(int user)
    {
        var (adapter, users) = (config.Adapter, weights.Layout.Users);
        return $"""
            ---
            base_model: {BaseName()}
            library_name: peft
            ---
            # LoRA adapter of user {users[user]}

            Exported by Colora from a {adapter.MethodName} run of {users.Count} users: {SizeOf(adapter)}.
            """.ReplaceLineEndings("\n") + "\n";
    }

    private static string SizeOf(AdapterConfig adapter) =>
        string.Create(CultureInfo.InvariantCulture, $"rank {adapter.Rank}, alpha {adapter.Alpha}");
}
