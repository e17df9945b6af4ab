using System.Globalization;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;

namespace Colora.Lab.Experiments;

/// <summary>P8: error against the rank of the fit: too low is fatal, too high costs √dof.</summary>
public sealed class FittedRank : IExperiment
{
    private const int Users = 20, Rows = 100;
    private const double Noise = 0.05;

    /// <inheritdoc />
    public string Name => "P8";

    /// <inheritdoc />
    public string Line => "error against the fitted rank: too low is fatal, too high costs the square root of its unknowns";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(1, 3);
        int[] ranks = [1, 2, 3, 4, 6];
        var problem = ProblemConfig.Reference(ProblemKind.Sensing, Users, Rows, Noise);
        var requests = ranks.SelectMany(rank => seeds.Select(seed => new TrialRequest(problem, seed, MostSweeps: context.By(150, 400), FittedRank: rank))).ToList();
        var results = context.Map("P8", requests, request => Trial.Run(request, context));
        IEnumerable<TrialResult> With(int rank) => results.Where(result => result.Request.FittedRank == rank);
        double Error(int rank) => Trial.Median(With(rank).Select(result => result.Error));
        double Predicted(int rank) => rank < problem.Rank ? double.NaN : NoiseFloor.Error(problem with { Rank = rank });
        var worst = ranks.Where(rank => rank >= problem.Rank).Max(rank => Math.Abs(Math.Log(Error(rank) / Predicted(rank))));
        var held = Error(2) > 10 * Error(3) && worst < Math.Log(1.5);
        return new ExperimentReport(
            Name, "Rank of the fit", string.Create(CultureInfo.InvariantCulture, $"sensing, d = 50, true r = 3, k = {Users}, n = {Rows}, σ = {Noise}, {Trial.Words(seeds)}"), held,
            string.Create(CultureInfo.InvariantCulture, $"{(held ? "Held" : "Did not hold")}: one rank too few leaves an error of {Error(2):0.00}, the right one {Error(3):0.000}, twice the right one {Error(6):0.000}; from the right rank on 1.16 σ √(dof/n) is met within {Math.Exp(worst) - 1:P0}. {With(6).Sum(result => result.DeficientSteps)} steps at rank 6 met a Gram matrix without full rank and took the solution of least norm."),
            [new ResultTable("", ["fitted rank", "error", "predicted", "steps that fell back"], [.. ranks.Select(rank => (IReadOnlyList<string>)[$"{rank}", ResultTable.Number(Error(rank)), ResultTable.Number(Predicted(rank)), $"{With(rank).Sum(result => result.DeficientSteps)}"])])],
            [new Chart("Rank of the fit (true rank 3)", "fitted rank", "mean relative error", LogX: false, LogY: true,
                [new ChartSeries("CoLoRA", [.. ranks.Select(rank => ChartPoint.Over(rank, With(rank).Select(result => result.Error)))]), new ChartSeries("1.16 σ √(dof/n)", [.. ranks.Select(rank => new ChartPoint(rank, Predicted(rank)))], Theory: true)])], []);
    }
}
