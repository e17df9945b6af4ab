using System.Globalization;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using static Colora.Lab.Experiments.ResultTable;

namespace Colora.Lab.Experiments;

/// <summary>P8: error against the rank of the fit: too low is fatal, too high costs √dof.</summary>
internal sealed class FittedRank : IExperiment
{
    private const int Users = 20, Rows = 100;
    private const double Noise = 0.05;

    // One rank too few must cost at least ten times the error, and enough ranks may miss the law by half at most.
    private const double Fatal = 10, Allowed = 1.5;

    private static readonly int[] Ranks = [1, 2, 3, 4, 6];
    private static readonly ProblemConfig Problem = ProblemConfig.Reference(ProblemKind.Sensing, Users, Rows, Noise);

    /// <inheritdoc />
    public string Name => "P8";

    /// <inheritdoc />
    public string Line =>
        "error against the fitted rank: too low is fatal, too high costs the square root of its unknowns";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(1, 3);
        var sweeps = context.By(150, 400);
        var requests =
            from rank in Ranks
            from seed in seeds
            select new TrialRequest(Problem, seed, MostSweeps: sweeps, FittedRank: rank);
        var results = context.Map(Name, [.. requests], request => Trial.Run(request, context));
        return Report(new Findings(seeds, results));
    }

    private ExperimentReport Report(Findings found)
    {
        var setting = string.Create(
            CultureInfo.InvariantCulture,
            $"sensing, d = 50, true r = 3, k = {Users}, n = {Rows}, σ = {Noise}, {Trial.Words(found.Seeds)}");
        return new ExperimentReport(
            Name, "Rank of the fit", setting, found.Held, Sentence(found), [Table(found)], [Curves(found)], []);
    }

    private static Chart Curves(Findings found)
    {
        var measured = Ranks.Select(rank => ChartPoint.Over(rank, found.Errors(rank)));
        var predicted = Ranks.Select(rank => new ChartPoint(rank, Findings.Predicted(rank)));
        return new Chart("Rank of the fit (true rank 3)", "fitted rank", "mean relative error", LogX: false, LogY: true,
        [
            new ChartSeries("CoLoRA", [.. measured]),
            new ChartSeries("1.16 σ √(dof/n)", [.. predicted], Theory: true),
        ]);
    }

    private static ResultTable Table(Findings found) =>
        Of("", ["fitted rank", "error", "predicted", "steps that fell back"], Ranks, rank =>
        [
            $"{rank}",
            Number(found.Error(rank)),
            Number(Findings.Predicted(rank)),
            $"{found.DeficientSteps(rank)}",
        ]);

    private static string Sentence(Findings found)
    {
        var verdict = found.Held ? "Held" : "Did not hold";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict}: one rank too few leaves an error of {found.Error(2):0.00}, " +
            $"the right one {found.Error(3):0.000}, twice the right one {found.Error(6):0.000}; " +
            $"from the right rank on 1.16 σ √(dof/n) is met within {LogDeviation.AsShare(found.Worst):P0}. " +
            $"{found.DeficientSteps(6)} steps at rank 6 met a Gram matrix without full rank " +
            $"and took the solution of least norm.");
    }

    private sealed record Findings(IReadOnlyList<long> Seeds, IReadOnlyList<TrialResult> Trials)
    {
        /// <summary>Largest deviation from the law among the ranks that are enough.</summary>
        public double Worst =>
            Ranks.Where(rank => rank >= Problem.Rank).Max(rank => LogDeviation.Of(Error(rank), Predicted(rank)));

        public bool Held => Error(2) > Fatal * Error(3) && Worst < Math.Log(Allowed);

        /// <summary>The law of a fit of this rank; none where it cannot hold the truth.</summary>
        public static double Predicted(int rank) =>
            rank < Problem.Rank ? double.NaN : NoiseFloor.Error(Problem with { Rank = rank });

        public IEnumerable<double> Errors(int rank) => With(rank).Select(trial => trial.Error);

        public double Error(int rank) => Trial.Median(Errors(rank));

        public int DeficientSteps(int rank) => With(rank).Sum(trial => trial.DeficientSteps);

        private IEnumerable<TrialResult> With(int rank) => Trials.Where(trial => trial.Request.FittedRank == rank);
    }
}
