using System.Globalization;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static Colora.Lab.Experiments.ResultTable;

namespace Colora.Lab.Experiments;

/// <summary>
/// P1: error and subspace distance against the sweep are straight lines on log paper, of the slope 1.49 (dof/n)^0.975.
/// </summary>
internal sealed class SweepConvergence : IExperiment
{
    private const int Users = 20;
    private const double Allowed = 0.15;

    // A predicted curve begins where convergence has become linear and ends where rounding would bend a measured one.
    private const double LawFrom = 0.1, LawTo = 1e-11;

    /// <inheritdoc />
    public string Name => "P1";

    /// <inheritdoc />
    public string Line => "error against sweep: linear convergence, and its slope against rows";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(2, 5);
        int[] rows = context.By<int[]>([50, 75, 100, 200], [50, 75, 100, 150, 200]);
        var problems = rows.Select(n => ProblemConfig.Reference(ProblemKind.Sensing, Users, n)).ToList();
        return Report(new Findings(seeds, Trial.All(context, Name, problems, seeds)));
    }

    private ExperimentReport Report(Findings found)
    {
        var setting = $"sensing, d = 50, r = 3, k = {Users}, no noise, {Trial.Words(found.Seeds)}";
        return new ExperimentReport(
            Name,
            "Linear convergence",
            setting,
            found.Held,
            Sentence(found),
            [Table(found)],
            [ErrorCurves(found), AngleCurves(found)],
            []);
    }

    private static Chart ErrorCurves(Findings found) =>
        new("Error of the models", "sweep", "mean relative error", LogX: false, LogY: true,
            [.. Measured(found, errors => errors.Mean), .. Predicted(found)]);

    private static Chart AngleCurves(Findings found) =>
        new("Distance of the subspace", "sweep", "sin of the largest angle, U", LogX: false, LogY: true,
            [.. Measured(found, errors => errors.SinU)]);

    private static IEnumerable<ChartSeries> Measured(Findings found, Func<ErrorReading, double> value)
    {
        foreach (var cell in found.Cells)
        {
            var known = cell.Trials[0].Log.Where(row => row.Errors is not null);
            var points = known.Select(row => new ChartPoint(row.Sweep, value(row.Errors!)));
            yield return new ChartSeries($"n = {cell.Problem.Rows}", [.. points]);
        }
    }

    private static IEnumerable<ChartSeries> Predicted(Findings found)
    {
        foreach (var cell in found.Cells)
        {
            var log = cell.Trials[0].Log;
            if (log.FirstOrDefault(row => row.Errors is { Mean: < LawFrom }) is not { } first) continue;
            var rate = ContractionLaw.Rate(cell.Problem);
            var points = log
                .Where(row => row.Sweep >= first.Sweep)
                .Select(row => new ChartPoint(row.Sweep, first.Errors!.Mean * Math.Pow(rate, row.Sweep - first.Sweep)))
                .Where(point => point.Y > LawTo);

            // One entry of the legend for the whole family.
            var name = cell.Problem.Rows == found.Cells[0].Problem.Rows ? "law" : "";
            yield return new ChartSeries(name, [.. points], Theory: true);
        }
    }

    private static ResultTable Table(Findings found)
    {
        string[] columns =
        [
            "rows per user", "rows / bound", "recovered", "sweeps to 1e-6", "contraction", "law", "measured / law",
        ];
        return Of("", columns, found.Cells, cell =>
        {
            var (rate, law) = (cell.Median(trial => trial.Rate), ContractionLaw.Rate(cell.Problem));
            return
            [
                $"{cell.Problem.Rows}",
                Number(cell.Problem.Rows / CountingBound.Rows(cell.Problem)),
                cell.Recovered,
                Number(cell.Median(trial => trial.SweepsOrNaN)),
                Number(rate),
                Number(law),
                Number(rate / law),
            ];
        });
    }

    private static string Sentence(Findings found)
    {
        var verdict = found.Held ? "held" : "did not hold";
        var median = LogDeviation.AsShare(found.Deviation);
        var worst = LogDeviation.AsShare(found.Deviations.DefaultIfEmpty(double.NaN).Max());
        var (recovered, runs) = (found.Cells.Sum(cell => cell.Succeeded), found.Cells.Sum(cell => cell.Trials.Count));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The law of contraction {verdict}: every sweep multiplied the error by 1.49 (dof/n)^0.975 " +
            $"within {median:P0} (median), {worst:P0} (worst); {recovered} of {runs} runs recovered every user.");
    }

    private sealed record Findings(IReadOnlyList<long> Seeds, IReadOnlyList<TrialCell> Cells)
    {
        /// <summary>Of every run that has a contraction from the law.</summary>
        public IReadOnlyList<double> Deviations { get; } = [.. Cells.SelectMany(DeviationsOf)];

        public double Deviation => Trial.Median(Deviations);

        public bool Held => Cells.All(cell => cell.Trials.All(trial => trial.Succeeded)) && Deviation < Allowed;

        private static IEnumerable<double> DeviationsOf(TrialCell cell)
        {
            var law = ContractionLaw.Rate(cell.Problem);
            var rates = cell.Trials.Select(trial => trial.Rate).Where(rate => !double.IsNaN(rate));
            return rates.Select(rate => LogDeviation.Of(rate, law));
        }
    }
}
