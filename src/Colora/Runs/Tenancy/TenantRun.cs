using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Generation;
using Colora.Model;
using Colora.Runs.Evaluate;
using Colora.Runs.Onboard;
using Colora.Runs.Progress;
using Colora.Tokenization;

namespace Colora.Runs.Tenancy;

/// <summary>
/// What <see cref="Tenants"/> are at one time: a run, and the runs of newcomers to it. It never changes: a newcomer makes another one. Rows in memory and
/// temporary folders are kept as long as one of those that came from each other is.
/// </summary>
internal sealed class TenantRun : IDisposable
{
    private const string NewcomersName = "newcomers";

    private readonly Dictionary<string, (RunUser User, RunDirectory Run)> users;
    private readonly IReadOnlyList<RunDirectory> newcomers;
    private readonly List<IDisposable> held;

    private TenantRun(RunDirectory run, RunConfig config, RunPrompt prompt, IReadOnlyList<RunDirectory> newcomers, List<IDisposable> held)
    {
        (Run, Config, Prompt, this.newcomers, this.held) = (run, config, prompt, newcomers, held);
        var all = newcomers.Prepend(run).SelectMany(one => RunJson.Read<RunInfo>(one.Info).Users.Select(user => (User: user, Run: one))).ToList();
        Names = [.. all.Select(one => one.User.Name)];
        users = all.ToDictionary(one => one.User.Name, StringComparer.Ordinal);
    }

    /// <summary>The run.</summary>
    public RunDirectory Run { get; }

    /// <summary>Its config.</summary>
    public RunConfig Config { get; }

    /// <summary>How its users are asked.</summary>
    public RunPrompt Prompt { get; }

    /// <summary>Names of all tenants.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>A finished run of a base.</summary>
    /// <param name="session">The base.</param>
    /// <param name="run">The run.</param>
    /// <param name="listener">Hears what is worth knowing of it.</param>
    /// <param name="held">What is to be disposed of with it: rows in memory, its folder if it is temporary.</param>
    /// <exception cref="InputException">There is no finished run, or it was trained on another base.</exception>
    public static TenantRun Open(ModelSession session, RunDirectory run, IRunListener listener, params IEnumerable<IDisposable> held)
    {
        run.RequireFinished();
        RunBinding.Of(run, allowChanged: false, listener)?.CheckBase(session.Model.Folder, session.Identity);
        var config = run.ReadConfig();
        var folder = Path.Combine(run.FullPath, NewcomersName);
        List<RunDirectory> newcomers = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(own => new RunDirectory(own)).Where(own => own.IsFinished)]
            : [];
        return new TenantRun(run, config, new RunPrompt(config, session.Model.Tokenizer, session.Model.Network.Blueprint.MaxPositions, ModelChatTemplate.Find(session.Model.Folder)), newcomers, [.. held]);
    }

    /// <summary>A tenant; null where there is none.</summary>
    public RunUser? Find(string name) => users.TryGetValue(name, out var found) ? found.User : null;

    /// <summary>The run that a tenant's adapter comes from.</summary>
    public RunDirectory RunOf(string name) => users[name].Run;

    /// <summary>All tenants' adapters.</summary>
    /// <exception cref="InputException">A file is damaged.</exception>
    public TenantAdapters ReadAdapters(CausalLM network)
    {
        List<AdapterWeights> read = [];
        try
        {
            foreach (var from in newcomers.Prepend(Run)) read.Add(AdapterFiles.Read(from.Final, network));
            return new TenantAdapters(JoinedWeights.Of(read), network);
        }
        finally
        {
            foreach (var weights in read) weights.Dispose();
        }
    }

    /// <summary>These tenants and a newcomer.</summary>
    public (TenantRun Next, OnboardUser Report) Onboard(
        string name, IEnumerable<TenantExample> examples, TrainingOptions options, RunConfig baseConfig, ModelSession session, IRunListener listener, CancellationToken stop)
    {
        var rows = MemoryRows.Hold(examples.Select((row, i) => (row with { Tenant = name }).ToRecord(i + 1)));
        var folder = new TemporaryRun();
        try
        {
            var given = options.ToConfig(baseConfig, rows.Path);
            var config = OnboardRun.ConfigFor(Run, Config, given);
            var report = OnboardRun.Execute(new OnboardRequest(Run, config, folder.FullPath, ResumeMode.Refuse), listener, session: session, stop: stop);

            // Whoever has these tenants goes on with the new ones, and with what these have held.
            held.AddRange([rows, folder]);
            return (new TenantRun(Run, Config, Prompt, [.. newcomers, new RunDirectory(folder.FullPath)], held), report.Users[0]);
        }
        catch
        {
            rows.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Judges rows; the tenants of each run by its own adapter.</summary>
    /// <exception cref="InputException">There are none, or a row's tenant is not one of these.</exception>
    public TenantReport Evaluate(IReadOnlyList<TenantExample> testRows, EvaluationConfig? options, ModelSession session, IRunListener listener)
    {
        if (testRows.Count == 0) throw new InputException("testRows", "none", "at least one row");
        if (testRows.FirstOrDefault(row => !users.ContainsKey(row.Tenant)) is { } stranger)
            throw new InputException("testRows", $"a row of \"{stranger.Tenant}\"", $"rows of the {Names.Count} tenants");
        List<Prediction> predictions = [];
        List<string> notices = [];
        foreach (var part in testRows.GroupBy(row => RunOf(row.Tenant)))
        {
            using var rows = MemoryRows.Hold(part.Select((row, i) => row.ToRecord(i + 1)), areTests: true);
            var config = Config with
            {
                Data = Config.Data with { Path = rows.Path, Preset = null, Presets = null, Users = [], MaxUsers = 0 },
                Evaluation = options ?? Config.Evaluation,
            };
            var request = new EvaluateRequest(config, Config.Adapter.MethodName, part.Key.Final, null, null) { Run = part.Key };
            var (report, judged) = EvaluateRun.Judge(request, listener, session);
            predictions.AddRange(judged);
            notices.AddRange(report.Notices);
        }

        var asked = testRows.Select(row => row.Tenant).ToHashSet();
        var whole = EvaluationReport.Of(Config.Adapter.MethodName, [.. Names.Where(asked.Contains)], predictions, 0);
        return new TenantReport(whole.Users, whole.Mean, notices);
    }

    /// <summary>Copies the run, newcomers within it, to a folder that is not there or empty.</summary>
    /// <exception cref="InputException">The folder holds something, or cannot be written.</exception>
    public void Save(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new InputException(folder, "there is something already", "a new or an empty folder", "choose another");
        AtomicFolder.Write(folder, draft =>
        {
            Copy(Run.FullPath, draft);
            foreach (var own in newcomers.Where(own => !RealPath.IsInside(own.FullPath, Run.FullPath)))
                Copy(own.FullPath, Path.Combine(draft, NewcomersName, RunJson.Read<RunInfo>(own.Info).Users[0].Name));
        });
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var one in held) one.Dispose();
        held.Clear();
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from).Where(file => Path.GetFileName(file) != FolderLock.FileName)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
