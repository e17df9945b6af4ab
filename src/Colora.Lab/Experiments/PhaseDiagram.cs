using System.Globalization;
using Colora.Lab.Baselines;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>P2: where recovery succeeds over rows per user and users, with the counting bound; the same for local, half-shared and the oracle.</summary>
public sealed class PhaseDiagram : IExperiment
{
    // Above this many rows in all, recovery is certain and the measurements would not fit beside each other.
    private const int MostRows = 10_000, MostRowsHalfShared = 4_000;
    private const double Widest = 2.6;

    private static readonly string[] Arms = ["CoLoRA", "local low rank", "half-shared (U shared)", "oracle subspace"];

    /// <inheritdoc />
    public string Name => "P2";

    /// <inheritdoc />
    public string Line => "phase diagram: recovered or not, over rows per user and users, with the counting bound";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(1, 3);
        int[] users = context.By<int[]>([1, 5, 20, 100], [1, 2, 5, 10, 20, 50, 100]);
        int[] rows = context.By<int[]>([15, 25, 50, 100, 150, 200, 400, 500], [10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 350, 400, 500]);
        var cells = Arms.SelectMany(arm => users.SelectMany(k => rows.SelectMany(n => seeds.Select(seed => (Arm: arm, Users: k, Rows: n, Seed: seed)))))
            .Where(cell => cell.Users * cell.Rows <= (cell.Arm == Arms[2] ? MostRowsHalfShared : MostRows) && (cell.Arm == Arms[0] || cell.Seed == seeds[0]) && (cell.Arm != Arms[1] || cell.Users == 1)).ToList();
        var answers = context.Map("P2", cells, cell => Recover(cell.Arm, ProblemConfig.Reference(ProblemKind.Sensing, cell.Users, cell.Rows), cell.Seed, context));
        var outcome = cells.Zip(answers).GroupBy(pair => (pair.First.Arm, pair.First.Users, pair.First.Rows)).ToDictionary(group => group.Key, group => group.Average(pair => pair.Second.Succeeded ? 1.0 : 0.0));
        double Share(string arm, int k, int n) => outcome.TryGetValue((arm, arm == Arms[1] ? 1 : k, n), out var share) ? share : double.NaN;

        var bounds = users.Select(k => CountingBound.Rows(ProblemConfig.Reference(ProblemKind.Sensing, k, rows[^1]))).ToList();
        var maps = Arms.Select(arm => new PhaseMap(arm, rows, users, [.. users.Select(k => (IReadOnlyList<double>)[.. rows.Select(n => Share(arm, k, n))])], bounds)).ToList();
        var threshold = Arms.ToDictionary(arm => arm, arm => users.Select(k => rows.Where(n => Share(arm, k, n) >= 0.5).Select(n => (double)n).DefaultIfEmpty(double.NaN).First()).ToList());
        var ratios = threshold[Arms[0]].Zip(bounds, (n, bound) => n / bound).ToList();
        var below = outcome.Count(cell => cell.Key.Arm == Arms[0] && cell.Value > 0 && cell.Key.Rows < bounds[Array.IndexOf(users, cell.Key.Users)]);
        var held = below == 0 && ratios.All(ratio => ratio is >= 1 and <= Widest);
        var table = new ResultTable("Fewest rows per user of the grid at which at least half the seeds recover every user", ["users", "counting bound", .. Arms, "CoLoRA / bound"],
            [.. users.Select((k, i) => (IReadOnlyList<string>)[$"{k}", ResultTable.Number(bounds[i]), .. Arms.Select(arm => ResultTable.Number(threshold[arm][i])), ResultTable.Number(ratios[i])])]);
        return new ExperimentReport(
            Name, "How much data collaboration saves", $"sensing, d = 50, r = 3, no noise, {Trial.Words(seeds)} (the other arms: {Trial.Words([seeds[0]])}); local does not depend on k", held,
            string.Create(CultureInfo.InvariantCulture, $"The counting bound {(held ? "held" : "did not hold")}: CoLoRA recovers from {ratios.Min():0.0} to {ratios.Max():0.0} times the bound, that is from {threshold[Arms[0]][0]:0} rows alone to {threshold[Arms[0]][^1]:0} rows per user with {users[^1]} users, and in {(below == 0 ? "no" : $"{below}")} cell below it; sharing U alone takes at least {threshold[Arms[2]].Where(n => !double.IsNaN(n)).DefaultIfEmpty(double.NaN).Min():0} rows."),
            [table, Cells()], [], maps);

        ResultTable Cells() => new("CoLoRA, cell by cell; medians over the seeds that recover", ["users", "rows per user", "rows / bound", "recovered", "sweeps to 1e-6", "contraction"],
            [.. cells.Zip(answers).Where(pair => pair.First.Arm == Arms[0]).GroupBy(pair => (pair.First.Users, pair.First.Rows)).Select(group => (IReadOnlyList<string>)[
                $"{group.Key.Users}", $"{group.Key.Rows}", ResultTable.Number(group.Key.Rows / bounds[Array.IndexOf(users, group.Key.Users)]), $"{group.Count(pair => pair.Second.Succeeded)} of {group.Count()}",
                ResultTable.Number(Trial.Median(group.Where(pair => pair.Second.Succeeded).Select(pair => pair.Second.Sweeps))), ResultTable.Number(Trial.Median(group.Where(pair => pair.Second.Succeeded).Select(pair => pair.Second.Rate)))])]);
    }

    private static (bool Succeeded, double Sweeps, double Rate) Recover(string arm, ProblemConfig problem, long seed, ExperimentContext context)
    {
        if (arm == Arms[0])
        {
            var trial = Trial.Run(new TrialRequest(problem, seed), context);
            return (trial.Succeeded, (double?)trial.Sweeps ?? double.NaN, trial.Rate);
        }

        using var scope = NewDisposeScope();
        using var drawn = PlantedProblem.Draw(problem, seed);
        var models = arm == Arms[1] ? LocalLowRank.Fit(drawn.Design, problem.Rank)
            : arm == Arms[2] ? HalfShared.Fit((SensingDesign)drawn.Design, problem.Rank)
            : OracleSubspace.Fit(drawn.Design, drawn.Truth.U, drawn.Truth.V);
        return (RecoveryErrors.ByModels(drawn.Truth, models).Max() < Contraction.Recovered, double.NaN, double.NaN);
    }
}
