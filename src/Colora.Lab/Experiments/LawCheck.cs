using System.Globalization;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;

namespace Colora.Lab.Experiments;

/// <summary>
/// Fits the laws of the theory on our own runs of sensing (d = 50, r = 3) and holds them against the reference: contraction, noise floor, and the rows per
/// user from which at least half the seeds recover everybody.
/// </summary>
public static class LawCheck
{
    private const double Tolerance = 0.05;
    private const double Noise = 0.01;

    private static readonly (int Users, int[] Grid, int Reference)[] Thresholds =
    [
        (1, [300, 350, 400, 450, 500], 400), (5, [50, 75, 100, 150, 200], 150), (20, [30, 40, 50, 75, 100], 50), (100, [15, 20, 25, 30, 40], 25),
    ];

    // The cells of the reference table that lie beyond 1.9 × the counting bound: 18, five seeds each.
    private static readonly (int Users, int[] Rows)[] Beyond = [(1, [600, 800, 1000]), (5, [150, 200]), (20, [50, 75, 100, 150, 200]), (100, [25, 30, 40, 50, 75, 100, 150, 200])];

    /// <summary>Runs it: five seeds without noise, three with.</summary>
    public static LawReport Run(ExperimentContext context)
    {
        IReadOnlyList<long> seeds = [.. Enumerable.Range(0, 5).Select(i => context.FirstSeed + i)];
        IReadOnlyList<long> few = [.. seeds.Take(3)];
        var sizes = Thresholds.SelectMany(one => one.Grid.Select(rows => (one.Users, Rows: rows))).Concat(Beyond.SelectMany(one => one.Rows.Select(rows => (one.Users, Rows: rows)))).Distinct().ToList();
        var clean = Trial.All(context, "without noise", [.. sizes.Select(size => ProblemConfig.Reference(ProblemKind.Sensing, size.Users, size.Rows))], seeds, mostSweeps: 600)
            .ToDictionary(cell => (cell.Problem.Users, cell.Problem.Rows));
        var beyond = Beyond.SelectMany(one => one.Rows.Select(rows => ProblemConfig.Reference(ProblemKind.Sensing, one.Users, rows, Noise))).Where(problem => problem.Rows >= ContractionLaw.HoldsFrom * CountingBound.Rows(problem)).ToList();
        var noisy = Trial.All(context, "with noise", beyond, few);

        var points = beyond.SelectMany(problem => clean[(problem.Users, problem.Rows)].Trials.Where(trial => trial.Succeeded && !double.IsNaN(trial.Rate)).Select(trial => (CountingBound.Freedom(problem) / problem.Rows, trial.Rate))).ToList();
        var contraction = PowerLaw.Fit(points);
        var floor = Trial.Median(noisy.SelectMany(cell => cell.Trials.Select(trial => trial.Error / NoiseFloor.Count(cell.Problem))));
        var lines = new List<LawLine>
        {
            Within($"contraction c (dof/n)^e: c ({contraction.Points} runs, scatter {ResultTable.Number(contraction.Scatter)})", contraction.Coefficient, ContractionLaw.Coefficient),
            Within("contraction c (dof/n)^e: e", contraction.Exponent, ContractionLaw.Exponent),
            Within("noise floor c σ √(dof/n): c (median)", floor, NoiseFloor.Coefficient),
        };
        foreach (var (users, grid, reference) in Thresholds)
        {
            var first = grid.Where(rows => clean[(users, rows)].Trials.Count(trial => trial.Succeeded) * 2 >= seeds.Count).Select(rows => (double)rows).DefaultIfEmpty(double.NaN).First();
            var steps = double.IsNaN(first) ? int.MaxValue : Math.Abs(Array.IndexOf(grid, (int)first) - Array.IndexOf(grid, reference));
            lines.Add(new LawLine($"rows per user for recovery, k = {users}", first, reference, $"one step of {string.Join(", ", grid)}", steps <= 1));
        }

        return new LawReport(lines.All(line => line.Agrees), string.Create(CultureInfo.InvariantCulture, $"Sensing, d = 50, r = 3, from the second-moment start; {Trial.Words(seeds)} without noise, {Trial.Words(few)} at σ = {Noise}; fits over runs with n ≥ {ContractionLaw.HoldsFrom} × the counting bound"), lines,
            new ResultTable("The cells of the fits, medians over seeds", ["users", "rows per user", "dof / n", "contraction", "law", "error / (σ √(dof/n))"], [.. noisy.Select(cell => (IReadOnlyList<string>)[
                $"{cell.Problem.Users}", $"{cell.Problem.Rows}", ResultTable.Number(CountingBound.Freedom(cell.Problem) / cell.Problem.Rows),
                ResultTable.Number(Trial.Median(clean[(cell.Problem.Users, cell.Problem.Rows)].Trials.Where(trial => trial.Succeeded).Select(trial => trial.Rate))), ResultTable.Number(ContractionLaw.Rate(cell.Problem)),
                ResultTable.Number(Trial.Median(cell.Trials.Select(trial => trial.Error / NoiseFloor.Count(cell.Problem))))])]));
    }

    private static LawLine Within(string law, double ours, double reference) =>
        new(law, ours, reference, string.Create(CultureInfo.InvariantCulture, $"{Tolerance:P0}"), Math.Abs(ours - reference) <= Tolerance * reference);
}
