using System.Globalization;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;

namespace Colora.Lab.Experiments;

/// <summary>P1: error and subspace distance against the sweep are straight lines on log paper, of the slope 1.49 (dof/n)^0.975.</summary>
public sealed class SweepConvergence : IExperiment
{
    private const int Users = 20;
    private const double Allowed = 0.15;

    /// <inheritdoc />
    public string Name => "P1";

    /// <inheritdoc />
    public string Line => "error against sweep: linear convergence, and its slope against rows";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(2, 5);
        var problems = context.By([50, 75, 100, 200], (int[])[50, 75, 100, 150, 200]).Select(rows => ProblemConfig.Reference(ProblemKind.Sensing, Users, rows)).ToList();
        var cells = Trial.All(context, "P1", problems, seeds);
        var rows = new List<IReadOnlyList<string>>();
        var deviations = new List<double>();
        foreach (var (problem, trials) in cells)
        {
            var (rate, law) = (Trial.Median(trials.Select(trial => trial.Rate)), ContractionLaw.Rate(problem));
            deviations.AddRange(trials.Where(trial => !double.IsNaN(trial.Rate)).Select(trial => Math.Abs(Math.Log(trial.Rate / law))));
            rows.Add([
                $"{problem.Rows}", ResultTable.Number(problem.Rows / CountingBound.Rows(problem)), $"{trials.Count(trial => trial.Succeeded)} of {trials.Count}",
                ResultTable.Number(Trial.Median(trials.Select(trial => (double?)trial.Sweeps ?? double.NaN))), ResultTable.Number(rate), ResultTable.Number(law), ResultTable.Number(rate / law)]);
        }

        var (median, all) = (Trial.Median(deviations), cells.All(cell => cell.Trials.All(trial => trial.Succeeded)));
        var held = all && median < Allowed;
        return new ExperimentReport(
            Name, "Linear convergence", $"sensing, d = 50, r = 3, k = {Users}, no noise, {Trial.Words(seeds)}", held,
            string.Create(CultureInfo.InvariantCulture, $"The law of contraction {(held ? "held" : "did not hold")}: every sweep multiplied the error by 1.49 (dof/n)^0.975 within {Math.Exp(median) - 1:P0} (median), {Math.Exp(deviations.DefaultIfEmpty(double.NaN).Max()) - 1:P0} (worst); {cells.Sum(cell => cell.Trials.Count(trial => trial.Succeeded))} of {cells.Sum(cell => cell.Trials.Count)} runs recovered every user."),
            [new ResultTable("", ["rows per user", "rows / bound", "recovered", "sweeps to 1e-6", "contraction", "law", "measured / law"], rows)],
            [Panel("Error of the models", "mean relative error", row => row.Errors!.Mean, law: true), Panel("Distance of the subspace", "sin of the largest angle, U", row => row.Errors!.SinU, law: false)], []);

        Chart Panel(string title, string label, Func<Recovery.SweepRow, double> value, bool law)
        {
            var series = cells.Select(cell => new ChartSeries($"n = {cell.Problem.Rows}", [.. cell.Trials[0].Log.Where(row => row.Errors is not null).Select(row => new ChartPoint(row.Sweep, value(row)))])).ToList();
            if (law)
            {
                foreach (var (problem, trials) in cells)
                {
                    if (trials[0].Log.FirstOrDefault(row => row.Errors is { Mean: < 0.1 }) is not { } first) continue;
                    var points = trials[0].Log.Where(row => row.Sweep >= first.Sweep).Select(row => new ChartPoint(row.Sweep, first.Errors!.Mean * Math.Pow(ContractionLaw.Rate(problem), row.Sweep - first.Sweep)));
                    series.Add(new ChartSeries(problem.Rows == cells[0].Problem.Rows ? "law" : "", [.. points.Where(point => point.Y > 1e-11)], Theory: true));
                }
            }

            return new Chart(title, "sweep", label, LogX: false, LogY: true, series);
        }
    }
}
