using System.Globalization;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using static Colora.Lab.Experiments.ResultTable;

namespace Colora.Lab.Experiments;

/// <summary>
/// Fits the laws of the theory on our own runs of sensing (d = 50, r = 3) and holds them against the reference:
/// contraction, noise floor, and the rows per user from which at least half the seeds recover everybody.
/// </summary>
public static class LawCheck
{
    private const double Tolerance = 0.05;
    private const double Noise = 0.01;
    private const int CleanSeeds = 5, NoisySeeds = 3;
    private const int CleanSweeps = 600;

    private static readonly Threshold[] Thresholds =
    [
        new(1, [300, 350, 400, 450, 500], 400),
        new(5, [50, 75, 100, 150, 200], 150),
        new(20, [30, 40, 50, 75, 100], 50),
        new(100, [15, 20, 25, 30, 40], 25),
    ];

    // The cells of the reference table that lie beyond 1.9 × the counting bound: 18, five seeds each.
    private static readonly (int Users, int[] Rows)[] Beyond =
    [
        (1, [600, 800, 1000]),
        (5, [150, 200]),
        (20, [50, 75, 100, 150, 200]),
        (100, [25, 30, 40, 50, 75, 100, 150, 200]),
    ];

    /// <summary>Runs it: five seeds without noise, three with.</summary>
    public static LawReport Run(ExperimentContext context)
    {
        var runs = Recover(context);
        List<LawLine> lines = [.. Fits(runs), .. Thresholds.Select(threshold => Line(threshold, runs))];
        return new LawReport(lines.All(line => line.Agrees), Setting(runs), lines, Cells(runs));
    }

    private static Runs Recover(ExperimentContext context)
    {
        IReadOnlyList<long> seeds = [.. Enumerable.Range(0, CleanSeeds).Select(i => context.FirstSeed + i)];
        IReadOnlyList<long> few = [.. seeds.Take(NoisySeeds)];
        var clean = Sizes().Select(size => ProblemConfig.Reference(ProblemKind.Sensing, size.Users, size.Rows));
        var cleanCells = Trial.All(context, "without noise", [.. clean], seeds, mostSweeps: CleanSweeps);
        var noisyCells = Trial.All(context, "with noise", NoisyProblems(), few);
        var bySize = cleanCells.ToDictionary(cell => (cell.Problem.Users, cell.Problem.Rows));
        return new Runs(seeds, few, bySize, noisyCells);
    }

    /// <summary>Users and rows of all cells, those that both parts need once.</summary>
    private static IEnumerable<(int Users, int Rows)> Sizes()
    {
        var thresholds = Thresholds.SelectMany(one => one.Grid.Select(rows => (one.Users, Rows: rows)));
        var beyond = Beyond.SelectMany(one => one.Rows.Select(rows => (one.Users, Rows: rows)));
        return thresholds.Concat(beyond).Distinct();
    }

    private static List<ProblemConfig> NoisyProblems()
    {
        var problems =
            from one in Beyond
            from rows in one.Rows
            select ProblemConfig.Reference(ProblemKind.Sensing, one.Users, rows, Noise);
        return [.. problems.Where(problem => problem.Rows >= ContractionLaw.HoldsFrom * CountingBound.Rows(problem))];
    }

    private static IReadOnlyList<LawLine> Fits(Runs runs)
    {
        var contraction = PowerLaw.Fit([.. runs.Noisy.SelectMany(cell => ContractionPoints(runs.CleanOf(cell)))]);
        var floors = runs.Noisy.SelectMany(cell => cell.Trials.Select(trial => OverCount(trial, cell.Problem)));
        var about = $"{contraction.Points} runs, scatter {Number(contraction.Scatter)}";
        return
        [
            Within($"contraction c (dof/n)^e: c ({about})", contraction.Coefficient, ContractionLaw.Coefficient),
            Within("contraction c (dof/n)^e: e", contraction.Exponent, ContractionLaw.Exponent),
            Within("noise floor c σ √(dof/n): c (median)", Trial.Median(floors), NoiseFloor.Coefficient),
        ];
    }

    // dof/n and the measured contraction of each run that recovered everybody.
    private static IEnumerable<(double X, double Y)> ContractionPoints(TrialCell clean) => clean.Trials
        .Where(trial => trial.Succeeded && !double.IsNaN(trial.Rate))
        .Select(trial => (FreedomPerRow(clean.Problem), trial.Rate));

    private static double FreedomPerRow(ProblemConfig problem) => CountingBound.Freedom(problem) / problem.Rows;

    private static double OverCount(TrialResult trial, ProblemConfig problem) =>
        trial.Error / NoiseFloor.Count(problem);

    private static LawLine Within(string law, double ours, double reference)
    {
        var allowed = string.Create(CultureInfo.InvariantCulture, $"{Tolerance:P0}");
        return new LawLine(law, ours, reference, allowed, Math.Abs(ours - reference) <= Tolerance * reference);
    }

    private static LawLine Line(Threshold threshold, Runs runs)
    {
        var (users, grid, reference) = threshold;
        var place = Array.FindIndex(grid, rows => runs.Clean[(users, rows)].MostlySucceeded);
        var first = place < 0 ? double.NaN : grid[place];
        var agrees = place >= 0 && Math.Abs(place - Array.IndexOf(grid, reference)) <= 1;
        var allowed = $"one step of {string.Join(", ", grid)}";
        return new LawLine($"rows per user for recovery, k = {users}", first, reference, allowed, agrees);
    }

    private static string Setting(Runs runs) => string.Create(
        CultureInfo.InvariantCulture,
        $"Sensing, d = 50, r = 3, from the second-moment start; {Trial.Words(runs.CleanSeeds)} without noise, " +
        $"{Trial.Words(runs.NoisySeeds)} at σ = {Noise}; " +
        $"fits over runs with n ≥ {ContractionLaw.HoldsFrom} × the counting bound");

    private static ResultTable Cells(Runs runs)
    {
        string[] columns = ["users", "rows per user", "dof / n", "contraction", "law", "error / (σ √(dof/n))"];
        return Of("The cells of the fits, medians over seeds", columns, runs.Noisy, cell =>
        {
            var recovered = runs.CleanOf(cell).Trials.Where(trial => trial.Succeeded);
            return
            [
                $"{cell.Problem.Users}",
                $"{cell.Problem.Rows}",
                Number(FreedomPerRow(cell.Problem)),
                Number(Trial.Median(recovered.Select(trial => trial.Rate))),
                Number(ContractionLaw.Rate(cell.Problem)),
                Number(cell.Median(trial => OverCount(trial, cell.Problem))),
            ];
        });
    }

    /// <summary>Where recovery begins for a number of users.</summary>
    /// <param name="Users">k.</param>
    /// <param name="Grid">Rows per user that are tried.</param>
    /// <param name="Reference">The one from which the reference recovers.</param>
    private sealed record Threshold(int Users, int[] Grid, int Reference);

    private sealed record Runs(
        IReadOnlyList<long> CleanSeeds,
        IReadOnlyList<long> NoisySeeds,
        Dictionary<(int Users, int Rows), TrialCell> Clean,
        IReadOnlyList<TrialCell> Noisy)
    {
        /// <summary>The cell without noise of the same size.</summary>
        public TrialCell CleanOf(TrialCell noisy) => Clean[(noisy.Problem.Users, noisy.Problem.Rows)];
    }
}
