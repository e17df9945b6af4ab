using System.Globalization;
using Colora.Lab.Problems;
using static Colora.Lab.Experiments.ResultTable;

namespace Colora.Lab.Experiments;

/// <summary>
/// P6: sweeps against the condition κ of the cores; guarantees ask for κ⁴, the measured price is mild.
/// </summary>
internal sealed class CoreCondition : IExperiment
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
        var cells = Trial.All(context, Name, [.. conditions.Select(Problem)], seeds);
        return Report(new Findings(seeds, cells));
    }

    private static ProblemConfig Problem(double condition) =>
        ProblemConfig.Reference(ProblemKind.Sensing, Users, Rows) with { Shape = new TaskShape(Condition: condition) };

    private ExperimentReport Report(Findings found)
    {
        var setting = $"sensing, d = 50, r = 3, k = {Users}, n = {Rows}, no noise, {Trial.Words(found.Seeds)}";
        return new ExperimentReport(
            Name, "Condition of the cores", setting, found.Held, Sentence(found), [Table(found)], [Sweeps(found)], []);
    }

    private static Chart Sweeps(Findings found)
    {
        var points = found.Cells.Select(cell => cell.Point(cell.Problem.Shape.Condition, trial => trial.SweepsOrNaN));
        return new Chart(
            "Price of ill-conditioned cores",
            "damping κ of the cores",
            "sweeps to a mean error of 1e-6",
            LogX: true,
            LogY: false,
            [new ChartSeries("CoLoRA", [.. points])]);
    }

    private static ResultTable Table(Findings found) =>
        Of("", ["κ", "recovered", "sweeps to 1e-6", "contraction"], found.Cells, cell =>
        [
            Number(cell.Problem.Shape.Condition),
            cell.Recovered,
            Number(cell.Median(trial => trial.SweepsOrNaN)),
            Number(cell.Median(trial => trial.Rate)),
        ]);

    private static string Sentence(Findings found)
    {
        var verdict = found.Held ? "Held" : "Did not hold";
        var worst = found.Cells[^1].Problem.Shape.Condition;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict}: damping the cores by κ = {worst:0} on both sides makes {found.FirstSweeps:0} sweeps " +
            $"into {found.LastSweeps:0} (a factor {found.Growth:0.0}), where a guarantee in κ⁴ would fear far more.");
    }

    private sealed record Findings(IReadOnlyList<long> Seeds, IReadOnlyList<TrialCell> Cells)
    {
        /// <summary>Sweeps to 1e-6 without damping.</summary>
        public double FirstSweeps => Cells[0].Median(trial => trial.SweepsOrNaN);

        /// <summary>The same at the worst condition.</summary>
        public double LastSweeps => Cells[^1].Median(trial => trial.SweepsOrNaN);

        public double Growth => LastSweeps / FirstSweeps;

        public bool Held => Growth < Mild && Cells.All(cell => cell.MostlySucceeded);
    }
}
