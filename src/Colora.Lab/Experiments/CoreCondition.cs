using System.Globalization;
using Colora.Lab.Problems;

namespace Colora.Lab.Experiments;

/// <summary>P6: sweeps against the condition κ of the cores; guarantees ask for κ⁴, the measured price is mild.</summary>
public sealed class CoreCondition : IExperiment
{
    private const int Users = 20;
    private const int Rows = 60;
    private const double Mild = 2;

    /// <inheritdoc />
    public string Name => "P6";

    /// <inheritdoc />
    public string Line => "sweeps against the condition of the cores";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(2, 5);
        double[] conditions = context.By<double[]>([1, 4, 16], [1, 2, 4, 8, 16]);
        var problems = conditions.Select(kappa => ProblemConfig.Reference(ProblemKind.Sensing, Users, Rows) with { Shape = new TaskShape(Condition: kappa) }).ToList();
        var cells = Trial.All(context, "P6", problems, seeds);
        double Sweeps(int i) => Trial.Median(cells[i].Trials.Select(trial => (double?)trial.Sweeps ?? double.NaN));
        var growth = Sweeps(cells.Count - 1) / Sweeps(0);
        var held = growth < Mild && cells.All(cell => cell.Trials.Count(trial => trial.Succeeded) * 2 >= cell.Trials.Count);
        return new ExperimentReport(
            Name, "Condition of the cores", $"sensing, d = 50, r = 3, k = {Users}, n = {Rows}, no noise, {Trial.Words(seeds)}", held,
            string.Create(CultureInfo.InvariantCulture, $"{(held ? "Held" : "Did not hold")}: damping the cores by κ = {conditions[^1]:0} on both sides makes {Sweeps(0):0} sweeps into {Sweeps(cells.Count - 1):0} (a factor {growth:0.0}), where a guarantee in κ⁴ would fear far more."),
            [new ResultTable("", ["κ", "recovered", "sweeps to 1e-6", "contraction"],
                [.. cells.Select((cell, i) => (IReadOnlyList<string>)[ResultTable.Number(conditions[i]), $"{cell.Trials.Count(trial => trial.Succeeded)} of {cell.Trials.Count}", ResultTable.Number(Sweeps(i)), ResultTable.Number(Trial.Median(cell.Trials.Select(trial => trial.Rate)))])])],
            [new Chart("Price of ill-conditioned cores", "damping κ of the cores", "sweeps to a mean error of 1e-6", LogX: true, LogY: false,
                [new ChartSeries("CoLoRA", [.. cells.Select((cell, i) => ChartPoint.Over(conditions[i], cell.Trials.Select(trial => (double?)trial.Sweeps ?? double.NaN)))])])], []);
    }
}
