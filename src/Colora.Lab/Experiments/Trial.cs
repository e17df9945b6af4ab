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
        var (design, truth) = (problem.Design, problem.Truth);
        var rank = request.FittedRank ?? request.Problem.Rank;
        var config = new RecoveryConfig(request.MostSweeps);
        using var fit = StartFactors.Run(design, rank, request.Start, config, truth, request.Seed, stop: context.Stop);
        Tell(context, fit, $"{request.Problem.Users} users of {request.Problem.Rows} rows, seed {request.Seed}");
        var oracle = Error(truth, OracleSubspace.Fit(design, truth.U, truth.V));
        return new TrialResult(request, fit.Log, oracle, fit.DeficientSteps);
    }

    /// <summary>Recovers every problem of a list with every seed, side by side: a cell for each problem.</summary>
    public static IReadOnlyList<TrialCell> All(
        ExperimentContext context,
        string stage,
        IReadOnlyList<ProblemConfig> problems,
        IReadOnlyList<long> seeds,
        RecoveryStart start = RecoveryStart.SecondMoment,
        int mostSweeps = 400)
    {
        var requests =
            from problem in problems
            from seed in seeds
            select new TrialRequest(problem, seed, start, mostSweeps);
        var results = context.Map(stage, [.. requests], request => Run(request, context));
        return [.. problems.Zip(results.Chunk(seeds.Count), (problem, own) => new TrialCell(problem, own))];
    }

    /// <summary>Says of a recovery that it diverged; the others go on.</summary>
    public static void Tell(ExperimentContext context, RecoveryResult result, string what)
    {
        if (result.Reason != StopReason.Diverged) return;
        context.Note($"{what}: diverged at sweep {result.Last.Sweep}; it counts as infinitely bad");
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
    public static string Words(IReadOnlyList<long> seeds) =>
        seeds.Count == 1 ? $"seed {seeds[0]}" : $"seeds {seeds[0]}–{seeds[^1]}";
}
