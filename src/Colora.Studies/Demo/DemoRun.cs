using System.Diagnostics;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Export;
using Colora.Runs.Progress;

namespace Colora.Studies.Demo;

/// <summary>
/// The demo: eight tenants of the embedded benchmark on the embedded base, by local, pooled and CoLoRA, judged on
/// test rows; one tenant's adapter exported. Everything is left in a folder: a run a method, <c>report.json</c> each,
/// <c>adapter/</c>.
/// </summary>
public static class DemoRun
{
    /// <summary>Runs the demo.</summary>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="seed">Seed of rows, starts and order.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="adjust">Changes the configs, for a shorter trial; none = the recipe as it is.</param>
    /// <param name="stop">Asks to stop after the step in hand.</param>
    /// <exception cref="InputException">The folder holds something, or the embedded files are not there.</exception>
    public static DemoResult Execute(
        string folder,
        long seed,
        IRunListener listener,
        Func<RunConfig, RunConfig>? adjust = null,
        CancellationToken stop = default)
    {
        var root = Path.GetFullPath(folder);
        using var held = FolderLock.Take(root);
        if (!FolderLock.IsBare(root))
        {
            throw new InputException(
                root,
                "there is something already",
                "a new or an empty folder",
                "choose another --out or delete it");
        }

        var watch = Stopwatch.StartNew();
        adjust ??= config => config;
        var recipe = (Method method) => adjust(DemoRecipe.Of(method, seed));
        var common = recipe(DemoRecipe.Methods[0]);
        using var session = ModelSession.Open(common.Model, common.Revision, common.Engine);
        var trials = new DemoTrials(root, recipe, session, listener, stop);
        trials.JudgeBase();
        foreach (var method in DemoRecipe.Methods) trials.Run(method);
        trials.RequireSameRows();

        var colora = trials.Answers[Name<ColoraMethod>()];
        var overLocal = Gains(colora, trials.Answers[Name<LocalMethod>()]);
        var overPooled = Gains(colora, trials.Answers[Name<PooledMethod>()]);
        var tenant = trials.Methods[Name<ColoraMethod>()].Tenants.MaxBy(pair => pair.Value).Key;
        string? adapter = null;
        Decoration.Add(listener, "adapter", () => adapter = Export(root, tenant, session, listener, stop));
        var shown = colora.First(row => row.User == tenant);
        return new DemoResult(
            Methods: trials.Methods,
            Costs: trials.Costs,
            OverLocal: Intervals(overLocal),
            OverPooled: Intervals(overPooled),
            Sentence: DemoSentence.Of(overLocal, overPooled),
            Seconds: watch.Elapsed.TotalSeconds,
            Adapter: adapter,
            Tenant: tenant,
            Prompt: shown.Prompt,
            Expected: shown.References[0]);
    }

    private static string Name<T>()
        where T : Method, new() =>
        new T().Name;

    /// <summary>Writes a tenant's adapter.</summary>
    /// <returns>Its folder.</returns>
    private static string Export(
        string root,
        string tenant,
        ModelSession session,
        IRunListener listener,
        CancellationToken stop)
    {
        var run = new RunDirectory(Path.Combine(root, Name<ColoraMethod>()));
        var request = new ExportRequest(run, [tenant], ExportFormat.Peft, Path.Combine(root, "adapter"));
        var heard = new NamedListener(listener, "export");
        return ExportRun.Execute(request, heard, session: session, stop: stop)[0].Folder;
    }

    private static Dictionary<string, PairedInterval> Intervals(IReadOnlyList<UserVerdict> verdicts) =>
        verdicts.ToDictionary(verdict => verdict.User, verdict => verdict.Gain);

    /// <summary>
    /// Verdicts on exact match of one method against the other's, on the same rows, corrected for all tenants.
    /// </summary>
    private static IReadOnlyList<UserVerdict> Gains(IReadOnlyList<Prediction> mine, IReadOnlyList<Prediction> theirs)
    {
        var differences = mine.Zip(theirs, (own, other) =>
            (own.User, Difference: own.ExactMatch!.Value - other.ExactMatch!.Value));
        var tenants = differences.GroupBy(row => row.User, row => row.Difference);
        return UserVerdict.Of([.. tenants.Select(tenant => (tenant.Key, (IReadOnlyList<double>)[.. tenant]))]);
    }
}
