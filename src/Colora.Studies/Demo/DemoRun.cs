using System.Diagnostics;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Evaluate;
using Colora.Runs.Export;
using Colora.Runs.Progress;
using Colora.Runs.Train;

namespace Colora.Studies.Demo;

/// <summary>
/// The demo: eight tenants of the embedded benchmark on the embedded base, by local, pooled and CoLoRA, judged on test rows; one tenant's
/// adapter exported. Everything is left in a folder: a run a method, <c>report.json</c> each, <c>adapter/</c>.
/// </summary>
public static class DemoRun
{
    private const string Base = "base";

    /// <summary>Runs the demo.</summary>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="seed">Seed of rows, starts and order.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="adjust">Changes the configs, for a shorter trial; none = the recipe as it is.</param>
    /// <param name="stop">Asks to stop after the step in hand.</param>
    /// <exception cref="InputException">The folder holds something, or the embedded files are not there.</exception>
    public static DemoResult Execute(string folder, long seed, IRunListener listener, Func<RunConfig, RunConfig>? adjust = null, CancellationToken stop = default)
    {
        var root = Path.GetFullPath(folder);
        using var held = FolderLock.Take(root);
        if (!FolderLock.IsBare(root))
            throw new InputException(root, "there is something already", "a new or an empty folder", "choose another --out or delete it");
        var watch = Stopwatch.StartNew();
        var recipe = (Method method) => adjust is null ? DemoRecipe.Of(method, seed) : adjust(DemoRecipe.Of(method, seed));
        var methods = new Dictionary<string, DemoMethod>();
        var costs = new Dictionary<string, DemoCost>();
        var reports = new Dictionary<string, IReadOnlyList<Prediction>>();
        var common = recipe(DemoRecipe.Methods[0]);
        using var session = ModelSession.Open(common.Model, common.Revision, common.Engine);
        var whole = new WholeProgress(listener, 1 + DemoRecipe.Methods.Count);

        Judge(Base, new ColoraMethod(), null);
        foreach (var method in DemoRecipe.Methods)
        {
            var begin = watch.Elapsed;
            var run = new RunDirectory(Path.Combine(root, method.Name));
            TrainRun.Execute(recipe(method), run.FullPath, ResumeMode.Refuse, new PartProgress(whole, method.Name, methods.Count, PartProgress.Training), session, stop);
            Judge(method.Name, method, run.Final);
            var info = RunJson.Read<RunInfo>(run.Info);
            costs.Add(method.Name, new DemoCost(info.SharedParameters, info.ParametersPerUser, (watch.Elapsed - begin).TotalSeconds, MetricsLog.ReadValidation(run.Metrics)));
        }

        JudgedRows.RequireSame(reports.Select(report => JudgedRows.Of(Path.Combine(root, report.Key, EvaluateRun.PredictionsName), report.Value)));
        var (colora, local, pooled) = (new ColoraMethod().Name, new LocalMethod().Name, new PooledMethod().Name);
        var overLocal = Gains(reports[colora], reports[local]);
        var overPooled = Gains(reports[colora], reports[pooled]);
        var tenant = methods[colora].Tenants.MaxBy(pair => pair.Value).Key;
        string? exported = null;
        Decoration.Add(listener, "adapter", () => exported = ExportRun.Execute(new ExportRequest(new RunDirectory(Path.Combine(root, colora)), [tenant], ExportFormat.Peft, Path.Combine(root, "adapter")), new NamedListener(listener, "export"), session: session, stop: stop)[0].Folder);
        var shown = reports[colora].First(row => row.User == tenant);
        return new DemoResult(methods, costs, Intervals(overLocal), Intervals(overPooled), DemoSentence.Of([.. overLocal.Values], [.. overPooled.Values]), watch.Elapsed.TotalSeconds,
            exported, tenant, shown.Prompt, shown.References[0]);

        void Judge(string name, Method method, string? adapter)
        {
            stop.ThrowIfCancellationRequested();
            var target = Path.Combine(root, name);
            var report = EvaluateRun.Execute(new EvaluateRequest(recipe(method), name, adapter, null, target) { Run = adapter is null ? null : new RunDirectory(target) }, new PartProgress(whole, name, methods.Count + PartProgress.Training, 1 - PartProgress.Training), session);
            reports.Add(name, RunJson.ReadPredictions(Path.Combine(target, EvaluateRun.PredictionsName)));
            methods.Add(name, new DemoMethod(
                report.Users.Average(user => user.ExactMatch!.Value), report.Users.Min(user => user.ExactMatch!.Value),
                report.Users.ToDictionary(user => user.User, user => user.ExactMatch!.Value)));
        }
    }

    private static Dictionary<string, PairedInterval> Intervals(Dictionary<string, UserVerdict> verdicts) => verdicts.ToDictionary(pair => pair.Key, pair => pair.Value.Gain);

    /// <summary>Verdicts on exact match of one method against the other's, on the same rows, corrected for all tenants.</summary>
    private static Dictionary<string, UserVerdict> Gains(IReadOnlyList<Prediction> mine, IReadOnlyList<Prediction> theirs) =>
        UserVerdict.Of([.. mine.Zip(theirs).GroupBy(pair => pair.First.User).Select(
            group => (group.Key, (IReadOnlyList<double>)[.. group.Select(pair => pair.First.ExactMatch!.Value - pair.Second.ExactMatch!.Value)]))]).ToDictionary(verdict => verdict.User);
}
