using System.Globalization;
using Colora.Lab.Baselines;
using Colora.Lab.Experiments.Closeness;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static Colora.Lab.Experiments.Closeness.ClosenessSizes;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>
/// P4: error against the closeness ρ of the cores: the pooled model falls, CoLoRA is flat; and what a pooled start
/// buys.
/// </summary>
internal sealed class TaskCloseness : IExperiment
{
    private const int Rank = 3;
    private const int ValidationRows = 10;
    private const int NearSweeps = 200, ColdSweeps = 400;

    private static readonly double[] Closeness = [0, 0.5, 0.9, 0.99, 1];
    private static readonly double[] Pulls = [0, 0.01, 0.1, 1, 10];

    private static readonly RecoveryStart[] NearStarts =
        [RecoveryStart.SecondMoment, RecoveryStart.Pooled, RecoveryStart.Best];

    private static readonly RecoveryStart[] ColdStarts =
        [RecoveryStart.SecondMoment, RecoveryStart.Mean, RecoveryStart.Random, RecoveryStart.Pooled];

    /// <inheritdoc />
    public string Name => "P4";

    /// <inheritdoc />
    public string Line =>
        "error against closeness of tasks: CoLoRA, pooled, prior, local; and the pooled start's basin";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var (seeds, few) = (context.Seeds(2, 5), context.Seeds(1, 3));
        double[] coldCloseness = context.By([0, 0.9, 1], Closeness);
        var near = ProblemConfig.Reference(ProblemKind.Sensing, Users, NearRows, NearNoise);
        var cold = ProblemConfig.Reference(ProblemKind.Sensing, Users, ColdRows);
        return ClosenessReport.Of(Name, new ClosenessFindings(
            seeds,
            Closeness,
            AllErrors(context, seeds),
            Started(context, "P4 starts", near, Closeness, NearStarts, seeds, NearSweeps),
            Started(context, "P4 cold starts", cold, coldCloseness, ColdStarts, few, ColdSweeps)));
    }

    private static IReadOnlyList<ArmErrors> AllErrors(ExperimentContext context, IReadOnlyList<long> seeds)
    {
        var cells = Closeness.SelectMany(rho => seeds.Select(seed => (Rho: rho, Seed: seed))).ToList();
        return context.Map("P4 error", cells, cell => new ArmErrors(cell.Rho, Errors(cell.Rho, cell.Seed, context)));
    }

    /// <summary>Recovers a problem at every closeness from every start with every seed.</summary>
    private static StartTrials Started(
        ExperimentContext context,
        string stage,
        ProblemConfig problem,
        double[] closeness,
        RecoveryStart[] starts,
        IReadOnlyList<long> seeds,
        int mostSweeps)
    {
        var requests =
            from rho in closeness
            from start in starts
            from seed in seeds
            select new TrialRequest(problem with { Shape = new TaskShape(rho) }, seed, start, mostSweeps);
        var trials = context.Map(stage, [.. requests], request => Trial.Run(request, context));
        return new StartTrials(closeness, starts, seeds, trials);
    }

    /// <summary>The error of each arm, in the order of <see cref="ClosenessArms"/>.</summary>
    private static double[] Errors(double rho, long seed, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        var config = ProblemConfig.Reference(ProblemKind.MultiOutput, Users, Rows, Noise);
        using var drawn = PlantedProblem.Draw(config with { Shape = new TaskShape(rho) }, seed);
        var (plain, pulled) = Pulled(drawn, rho, seed, context);
        var truth = drawn.Truth;
        return
        [
            plain,
            pulled,
            Trial.Error(truth, PooledModel.Fit(drawn.Design, Rank)),
            Trial.Error(truth, drawn.Design.LeastNorm()),
            Trial.Error(truth, OracleSubspace.Fit(drawn.Design, truth.U, truth.V)),
        ];
    }

    // The error without a pull, and with the one that fits fresh rows best: the truth has no say in the choice.
    private static (double Plain, double Best) Pulled(
        PlantedProblem drawn, double rho, long seed, ExperimentContext context)
    {
        using var validation = drawn.Fresh(ValidationRows, seed);
        var (plain, best, least) = (double.NaN, double.NaN, double.PositiveInfinity);
        var (u, v) = StartFactors.Of(drawn.Design, Rank, RecoveryStart.Best, seed);
        foreach (var pull in Pulls)
        {
            var config = new RecoveryConfig(Pull: pull);
            using var fit = AlternatingMinimisation.Run(drawn.Design, u, v, config, drawn.Truth, stop: context.Stop);
            var what = string.Create(CultureInfo.InvariantCulture, $"ρ = {rho}, pull {pull}, seed {seed}");
            Trial.Tell(context, fit, what);
            using var half = validation.FixLeft(fit.U);
            var loss = half.Residual(fit.V, fit.Cores);
            if (pull == 0) plain = fit.Last.Error;
            if (loss < least) (best, least) = (fit.Last.Error, loss);
        }

        return (plain, best);
    }
}
