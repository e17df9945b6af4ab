using System.Globalization;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>P10: what the GRIP meter reads at the truth, beside the contraction that was measured.</summary>
public sealed class GripAndContraction : IExperiment
{
    private const double EnoughCore = 0.15, EnoughShared = 0.3;

    /// <inheritdoc />
    public string Name => "P10";

    /// <inheritdoc />
    public string Line => "GRIP meter: extreme eigenvalues of the three Gram matrices beside the measured contraction";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(2, 5);
        (int Users, int Rows)[] sizes = context.By<(int, int)[]>([(20, 30), (20, 50), (20, 100), (20, 150), (100, 15), (100, 30), (100, 50)],
            [(5, 100), (5, 150), (5, 200), (20, 30), (20, 40), (20, 50), (20, 75), (20, 100), (20, 150), (20, 200), (100, 15), (100, 20), (100, 25), (100, 30), (100, 50), (100, 75)]);
        var cells = sizes.SelectMany(size => seeds.Select(seed => (size.Users, size.Rows, Seed: seed))).ToList();
        var answers = context.Map("P10", cells, cell => Read(cell.Users, cell.Rows, cell.Seed, context));
        var all = cells.Zip(answers, (cell, answer) => (Cell: cell, answer.Grip, answer.Trial)).ToList();
        bool Enough(GripReading grip) => grip.CoreSmallest > EnoughCore && grip.LeftSmallest > EnoughShared && grip.RightSmallest > EnoughShared;
        var (above, below) = (all.Where(one => Enough(one.Grip)).ToList(), all.Where(one => !Enough(one.Grip)).ToList());
        var held = above.All(one => one.Trial.Succeeded);
        var users = sizes.Select(size => size.Users).Distinct().ToList();
        return new ExperimentReport(
            Name, "GRIP meter", $"sensing, d = 50, r = 3, no noise, at the truth, {Trial.Words(seeds)}", held,
            string.Create(CultureInfo.InvariantCulture, $"{(held ? "Held" : "Did not hold")}: of {above.Count} problems whose smallest eigenvalues exceed {EnoughCore} (worst user's core) and {EnoughShared} (U, V), {above.Count(one => one.Trial.Succeeded)} were recovered; of the {below.Count} others, {below.Count(one => one.Trial.Succeeded)}."),
            [new ResultTable("Medians over seeds; smallest … largest eigenvalue", ["users", "rows per user", "recovered", "contraction", "worst user's core", "U", "V"],
                [.. sizes.Select(size => { var own = all.Where(one => one.Cell.Users == size.Users && one.Cell.Rows == size.Rows).ToList(); return (IReadOnlyList<string>)[
                    $"{size.Users}", $"{size.Rows}", $"{own.Count(one => one.Trial.Succeeded)} of {own.Count}", ResultTable.Number(Trial.Median(own.Select(one => one.Trial.Rate))),
                    Range(own, grip => grip.CoreSmallest, grip => grip.CoreLargest), Range(own, grip => grip.LeftSmallest, grip => grip.LeftLargest), Range(own, grip => grip.RightSmallest, grip => grip.RightLargest)]; })])],
            [Panel("Shared step", "smallest eigenvalue of U's normalised Gram matrix", grip => grip.LeftSmallest), Panel("Core step", "smallest eigenvalue of the worst user's core Gram matrix", grip => grip.CoreSmallest)], []);

        Chart Panel(string title, string label, Func<GripReading, double> value) => new(title, label, "contraction per sweep (1: not recovered)", LogX: false, LogY: false,
            [.. users.Select(k => new ChartSeries($"k = {k}", [.. all.Where(one => one.Cell.Users == k).OrderBy(one => value(one.Grip)).Select(one => new ChartPoint(value(one.Grip), one.Trial.Succeeded && !double.IsNaN(one.Trial.Rate) ? one.Trial.Rate : 1))], Scatter: true))]);

        string Range(IEnumerable<((int, int, long) Cell, GripReading Grip, TrialResult Trial)> own, Func<GripReading, double> low, Func<GripReading, double> high) =>
            $"{ResultTable.Number(Trial.Median(own.Select(one => low(one.Grip))))} … {ResultTable.Number(Trial.Median(own.Select(one => high(one.Grip))))}";
    }

    private static (GripReading Grip, TrialResult Trial) Read(int users, int rows, long seed, ExperimentContext context)
    {
        var problem = ProblemConfig.Reference(ProblemKind.Sensing, users, rows);
        var trial = Trial.Run(new TrialRequest(problem, seed), context);
        using var scope = NewDisposeScope();
        using var drawn = PlantedProblem.Draw(problem, seed);
        return (GripMeter.Read(drawn.Design, drawn.Truth.U, drawn.Truth.V, drawn.Truth.Cores), trial);
    }
}
