using Colora.Lab.Baselines;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>What experiments do again and again.</summary>
internal static class Trial
{
    /// <summary>Draws a problem and recovers it.</summary>
    public static TrialResult Run(TrialRequest request, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        using var problem = PlantedProblem.Draw(request.Problem, request.Seed);
        using var result = StartFactors.Run(problem.Design, request.FittedRank ?? request.Problem.Rank, request.Start, new RecoveryConfig(request.MostSweeps), problem.Truth, request.Seed, stop: context.Stop);
        Tell(context, result, $"{request.Problem.Users} users of {request.Problem.Rows} rows, seed {request.Seed}");
        var oracle = RecoveryErrors.ByModels(problem.Truth, OracleSubspace.Fit(problem.Design, problem.Truth.U, problem.Truth.V)).Average();
        return new TrialResult(request, result.Log, oracle, result.DeficientSteps);
    }

    /// <summary>Recovers every problem of a list with every seed, side by side: the answers of each problem.</summary>
    public static IReadOnlyList<(ProblemConfig Problem, IReadOnlyList<TrialResult> Trials)> All(
        ExperimentContext context, string stage, IReadOnlyList<ProblemConfig> problems, IReadOnlyList<long> seeds, RecoveryStart start = RecoveryStart.SecondMoment, int mostSweeps = 400)
    {
        var requests = problems.SelectMany(problem => seeds.Select(seed => new TrialRequest(problem, seed, start, mostSweeps))).ToList();
        var results = context.Map(stage, requests, request => Run(request, context));
        return [.. problems.Select((problem, i) => (problem, (IReadOnlyList<TrialResult>)[.. results.Skip(i * seeds.Count).Take(seeds.Count)]))];
    }

    /// <summary>Says of a recovery that it diverged; the others go on.</summary>
    public static void Tell(ExperimentContext context, RecoveryResult result, string what)
    {
        if (result.Reason == StopReason.Diverged) context.Note($"{what}: diverged at sweep {result.Last.Sweep}; it counts as infinitely bad");
    }

    /// <summary>Mean error of some users' models.</summary>
    public static double Error(PlantedTruth truth, Tensor models) => RecoveryErrors.ByModels(truth, models).Average();

    /// <summary>Median; NaN of none.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Where(value => !double.IsNaN(value)).Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The seeds in words.</summary>
    public static string Words(IReadOnlyList<long> seeds) => seeds.Count == 1 ? $"seed {seeds[0]}" : $"seeds {seeds[0]}–{seeds[^1]}";
}
