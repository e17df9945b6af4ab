using System.Globalization;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using static Colora.Lab.Experiments.ResultTable;

namespace Colora.Lab.Experiments;

/// <summary>
/// P5: error against a private part of norm p outside the shared subspace; nothing shared can be below p/√(1+p²).
/// </summary>
internal sealed class PrivateEnergy : IExperiment
{
    private const int Users = 20;
    private const int FewRows = 60, ManyRows = 200;

    // The floor is judged with many rows, where what is left is the private part, and not where this part is as large
    // as the shared one.
    private const double LargestJudged = 0.5;
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
        int[] sizes = [FewRows, ManyRows];
        var problems =
            from rows in sizes
            from energy in energies
            select Problem(rows, energy);
        var cells = Trial.All(context, Name, [.. problems], seeds, mostSweeps: 150);
        return Report(new Findings(seeds, sizes, energies, cells));
    }

    private static ProblemConfig Problem(int rows, double energy) =>
        ProblemConfig.Reference(ProblemKind.Sensing, Users, rows) with { Shape = new TaskShape(Private: energy) };

    private ExperimentReport Report(Findings found)
    {
        var setting = $"sensing, d = 50, r = 3, k = {Users}, no noise, {Trial.Words(found.Seeds)}";
        return new ExperimentReport(
            Name, "Private parts", setting, found.Held, Sentence(found), [Table(found)], [Errors(found)], []);
    }

    private static Chart Errors(Findings found)
    {
        var floor = found.Energies.Select(energy => new ChartPoint(energy, PrivateFloor.Error(energy)));
        return new Chart(
            "Energy outside the shared subspace",
            "norm p of the private part (shared part: 1)",
            "mean relative error",
            LogX: true,
            LogY: true,
            [
                .. found.Sizes.Select(n => Curve(found, $"CoLoRA, n = {n}", n, trial => trial.Error)),
                .. found.Sizes.Select(n => Curve(found, $"oracle subspace, n = {n}", n, trial => trial.Oracle)),
                new ChartSeries("floor p/√(1+p²)", [.. floor], Theory: true),
            ]);
    }

    private static ChartSeries Curve(Findings found, string name, int rows, Func<TrialResult, double> value)
    {
        var own = found.Cells.Where(cell => cell.Problem.Rows == rows);
        return new ChartSeries(name, [.. own.Select(cell => cell.Point(cell.Problem.Shape.Private, value))]);
    }

    private static ResultTable Table(Findings found) =>
        Of("", ["rows per user", "private norm p", "CoLoRA", "oracle subspace", "floor"], found.Cells, cell =>
        [
            $"{cell.Problem.Rows}",
            Number(cell.Problem.Shape.Private),
            Number(cell.Median(trial => trial.Error)),
            Number(cell.Median(trial => trial.Oracle)),
            Number(PrivateFloor.Error(cell.Problem.Shape.Private)),
        ]);

    private static string Sentence(Findings found)
    {
        var verdict = found.Held ? "held" : "did not hold";
        var (least, most) = (found.Ratios.Min() - 1, found.Ratios.Max() - 1);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The floor {verdict}: with 200 rows and private parts of norm 0.02 to 0.5 CoLoRA ends " +
            $"{least:P0} to {most:P0} above p/√(1+p²), and never below it.");
    }

    private sealed record Findings(
        IReadOnlyList<long> Seeds,
        IReadOnlyList<int> Sizes,
        IReadOnlyList<double> Energies,
        IReadOnlyList<TrialCell> Cells)
    {
        /// <summary>Error over floor in the cells that are judged.</summary>
        public IReadOnlyList<double> Ratios { get; } = [.. Cells.Where(IsJudged).Select(Ratio)];

        public bool Held => Ratios.All(ratio => ratio is >= 1 and <= Allowed);

        private static bool IsJudged(TrialCell cell) =>
            cell.Problem.Rows == ManyRows && cell.Problem.Shape.Private <= LargestJudged;

        private static double Ratio(TrialCell cell) =>
            cell.Median(trial => trial.Error) / PrivateFloor.Error(cell.Problem.Shape.Private);
    }
}
