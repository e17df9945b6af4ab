using System.Globalization;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;

namespace Colora.Lab.Experiments;

/// <summary>P5: error against a private part of norm p outside the shared subspace; nothing shared can be below p/√(1+p²).</summary>
public sealed class PrivateEnergy : IExperiment
{
    private const int Users = 20;
    private const double Allowed = 1.15;

    /// <inheritdoc />
    public string Name => "P5";

    /// <inheritdoc />
    public string Line => "error against private energy outside the shared subspace, with its floor";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(1, 3);
        double[] energies = context.By<double[]>([0.02, 0.1, 0.5], [0.02, 0.05, 0.1, 0.2, 0.5, 1]);
        int[] sizes = [60, 200];
        var problems = sizes.SelectMany(rows => energies.Select(p => ProblemConfig.Reference(ProblemKind.Sensing, Users, rows) with { Shape = new TaskShape(Private: p) })).ToList();
        var cells = Trial.All(context, "P5", problems, seeds, mostSweeps: 150);
        var series = sizes.Select(n => new ChartSeries($"CoLoRA, n = {n}", [.. cells.Where(cell => cell.Problem.Rows == n).Select(cell => ChartPoint.Over(cell.Problem.Shape.Private, cell.Trials.Select(trial => trial.Error)))])).ToList();
        series.AddRange(sizes.Select(n => new ChartSeries($"oracle subspace, n = {n}", [.. cells.Where(cell => cell.Problem.Rows == n).Select(cell => ChartPoint.Over(cell.Problem.Shape.Private, cell.Trials.Select(trial => trial.Oracle)))])));
        series.Add(new ChartSeries("floor p/√(1+p²)", [.. energies.Select(p => new ChartPoint(p, PrivateFloor.Error(p)))], Theory: true));
        var ratios = cells.Where(cell => cell.Problem.Rows == 200 && cell.Problem.Shape.Private <= 0.5).Select(cell => Trial.Median(cell.Trials.Select(trial => trial.Error)) / PrivateFloor.Error(cell.Problem.Shape.Private)).ToList();
        var held = ratios.All(ratio => ratio is >= 1 and <= Allowed);
        return new ExperimentReport(
            Name, "Private parts", $"sensing, d = 50, r = 3, k = {Users}, no noise, {Trial.Words(seeds)}", held,
            string.Create(CultureInfo.InvariantCulture, $"The floor {(held ? "held" : "did not hold")}: with 200 rows and private parts of norm 0.02 to 0.5 CoLoRA ends {ratios.Min() - 1:P0} to {ratios.Max() - 1:P0} above p/√(1+p²), and never below it."),
            [new ResultTable("", ["rows per user", "private norm p", "CoLoRA", "oracle subspace", "floor"],
                [.. cells.Select(cell => (IReadOnlyList<string>)[$"{cell.Problem.Rows}", ResultTable.Number(cell.Problem.Shape.Private), ResultTable.Number(Trial.Median(cell.Trials.Select(trial => trial.Error))), ResultTable.Number(Trial.Median(cell.Trials.Select(trial => trial.Oracle))), ResultTable.Number(PrivateFloor.Error(cell.Problem.Shape.Private))])])],
            [new Chart("Energy outside the shared subspace", "norm p of the private part (shared part: 1)", "mean relative error", LogX: true, LogY: true, series)], []);
    }
}
