using System.Diagnostics;
using Colora.Evaluation;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Evaluate;
using Colora.Runs.Progress;
using Colora.Runs.Train;

namespace Colora.Studies.Demo;

/// <summary>Trains and judges the methods of the demo, one after the other.</summary>
/// <param name="root">Folder of their runs.</param>
/// <param name="recipe">The config of a method.</param>
/// <param name="session">The base.</param>
/// <param name="listener">Hears progress.</param>
/// <param name="stop">Asks to stop after the step in hand.</param>
internal sealed class DemoTrials(
    string root,
    Func<Method, RunConfig> recipe,
    ModelSession session,
    IRunListener listener,
    CancellationToken stop)
{
    private const string Base = "base";

    private readonly WholeProgress whole = new(listener, 1 + DemoRecipe.Methods.Count);

    /// <summary>What each has reached.</summary>
    public Dictionary<string, DemoMethod> Methods { get; } = [];

    /// <summary>What each has cost.</summary>
    public Dictionary<string, DemoCost> Costs { get; } = [];

    /// <summary>The answers of each to the test rows.</summary>
    public Dictionary<string, IReadOnlyList<Prediction>> Answers { get; } = [];

    /// <summary>Judges the base alone, on the rows that any method has.</summary>
    public void JudgeBase() => Judge(Base, new ColoraMethod(), adapter: null);

    /// <summary>Trains a method and judges it.</summary>
    public void Run(Method method)
    {
        var watch = Stopwatch.StartNew();
        var run = new RunDirectory(Path.Combine(root, method.Name));
        var progress = new PartProgress(whole, method.Name, Methods.Count, PartProgress.Training);
        TrainRun.Execute(recipe(method), run.FullPath, ResumeMode.Refuse, progress, session, stop);
        Judge(method.Name, method, run.Final);
        var info = RunJson.Read<RunInfo>(run.Info);
        Costs.Add(method.Name, new DemoCost(
            SharedParameters: info.SharedParameters,
            PerTenant: info.ParametersPerUser,
            Seconds: watch.Elapsed.TotalSeconds,
            Validation: MetricsLog.ReadValidation(run.Metrics)));
    }

    /// <summary>Refuses answers to different rows: they could not be paired.</summary>
    public void RequireSameRows() =>
        JudgedRows.RequireSame(Answers.Select(answers => JudgedRows.Of(PredictionsOf(answers.Key), answers.Value)));

    private string PredictionsOf(string name) => Path.Combine(root, name, EvaluateRun.PredictionsName);

    private void Judge(string name, Method method, string? adapter)
    {
        stop.ThrowIfCancellationRequested();
        var target = Path.Combine(root, name);
        var request = new EvaluateRequest(recipe(method), name, adapter, null, target)
        {
            Run = adapter is null ? null : new RunDirectory(target),
        };
        var from = Methods.Count + PartProgress.Training;
        var progress = new PartProgress(whole, name, from, 1 - PartProgress.Training);
        var report = EvaluateRun.Execute(request, progress, session);
        Answers.Add(name, RunJson.ReadPredictions(PredictionsOf(name)));
        var tenants = report.Users.ToDictionary(user => user.User, user => user.ExactMatch!.Value);
        double[] scores = [.. report.Users.Select(user => user.ExactMatch!.Value)];
        Methods.Add(name, new DemoMethod(scores.Average(), scores.Min(), tenants));
    }
}
