using System.Globalization;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static Colora.Lab.Experiments.ResultTable;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>P10: what the GRIP meter reads at the truth, beside the contraction that was measured.</summary>
internal sealed class GripAndContraction : IExperiment
{
    private const double EnoughCore = 0.15, EnoughShared = 0.3;

    private static readonly (int Users, int Rows)[] QuickSizes =
        [(20, 30), (20, 50), (20, 100), (20, 150), (100, 15), (100, 30), (100, 50)];

    private static readonly (int Users, int Rows)[] FullSizes =
    [
        (5, 100), (5, 150), (5, 200),
        (20, 30), (20, 40), (20, 50), (20, 75), (20, 100), (20, 150), (20, 200),
        (100, 15), (100, 20), (100, 25), (100, 30), (100, 50), (100, 75),
    ];

    /// <inheritdoc />
    public string Name => "P10";

    /// <inheritdoc />
    public string Line => "GRIP meter: extreme eigenvalues of the three Gram matrices beside the measured contraction";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(2, 5);
        var sizes = context.By(QuickSizes, FullSizes);
        var cells = sizes.SelectMany(size => seeds.Select(seed => (size.Users, size.Rows, Seed: seed))).ToList();
        var readings = context.Map(Name, cells, cell => Read(cell.Users, cell.Rows, cell.Seed, context));
        return Report(new Findings(seeds, sizes, readings));
    }

    private static Reading Read(int users, int rows, long seed, ExperimentContext context)
    {
        var problem = ProblemConfig.Reference(ProblemKind.Sensing, users, rows);
        var trial = Trial.Run(new TrialRequest(problem, seed), context);
        using var scope = NewDisposeScope();
        using var drawn = PlantedProblem.Draw(problem, seed);
        var truth = drawn.Truth;
        return new Reading(trial, GripMeter.Read(drawn.Design, truth.U, truth.V, truth.Cores));
    }

    private ExperimentReport Report(Findings found)
    {
        var setting = $"sensing, d = 50, r = 3, no noise, at the truth, {Trial.Words(found.Seeds)}";
        var shared = Cloud(
            found, "Shared step", "smallest eigenvalue of U's normalised Gram matrix", grip => grip.LeftSmallest);
        var core = Cloud(
            found, "Core step", "smallest eigenvalue of the worst user's core Gram matrix", grip => grip.CoreSmallest);
        return new ExperimentReport(
            Name, "GRIP meter", setting, found.Held, Sentence(found), [Table(found)], [shared, core], []);
    }

    private static Chart Cloud(Findings found, string title, string label, Func<GripReading, double> value)
    {
        const string Up = "contraction per sweep (1: not recovered)";
        var clouds = found.Sizes.Select(size => size.Users).Distinct().Select(users =>
        {
            var own = found.Readings.Where(reading => reading.Users == users).OrderBy(reading => value(reading.Grip));
            var points = own.Select(reading => new ChartPoint(value(reading.Grip), reading.Contraction));
            return new ChartSeries($"k = {users}", [.. points], Scatter: true);
        });
        return new Chart(title, label, Up, LogX: false, LogY: false, [.. clouds]);
    }

    private static ResultTable Table(Findings found)
    {
        const string Title = "Medians over seeds; smallest … largest eigenvalue";
        string[] columns = ["users", "rows per user", "recovered", "contraction", "worst user's core", "U", "V"];
        return Of(Title, columns, found.Sizes, size =>
        {
            var own = found.Readings.Where(reading => (reading.Users, reading.Rows) == size).ToList();
            return
            [
                $"{size.Users}",
                $"{size.Rows}",
                $"{own.Count(reading => reading.Trial.Succeeded)} of {own.Count}",
                Number(Trial.Median(own.Select(reading => reading.Trial.Rate))),
                Range(own, grip => grip.CoreSmallest, grip => grip.CoreLargest),
                Range(own, grip => grip.LeftSmallest, grip => grip.LeftLargest),
                Range(own, grip => grip.RightSmallest, grip => grip.RightLargest),
            ];
        });
    }

    private static string Range(
        List<Reading> own, Func<GripReading, double> low, Func<GripReading, double> high)
    {
        var smallest = Trial.Median(own.Select(reading => low(reading.Grip)));
        var largest = Trial.Median(own.Select(reading => high(reading.Grip)));
        return $"{Number(smallest)} … {Number(largest)}";
    }

    private static string Sentence(Findings found)
    {
        var verdict = found.Held ? "Held" : "Did not hold";
        var (above, below) = (found.Above, found.Below);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict}: of {above.Count} problems whose smallest eigenvalues exceed {EnoughCore} " +
            $"(worst user's core) and {EnoughShared} (U, V), " +
            $"{above.Count(reading => reading.Trial.Succeeded)} were recovered; " +
            $"of the {below.Count} others, {below.Count(reading => reading.Trial.Succeeded)}.");
    }

    private sealed record Reading(TrialResult Trial, GripReading Grip)
    {
        public int Users => Trial.Request.Problem.Users;

        public int Rows => Trial.Request.Problem.Rows;

        /// <summary>As drawn: 1 where nothing was recovered.</summary>
        public double Contraction => Trial.Succeeded && !double.IsNaN(Trial.Rate) ? Trial.Rate : 1;

        public bool IsEnough =>
            Grip.CoreSmallest > EnoughCore && Grip.LeftSmallest > EnoughShared && Grip.RightSmallest > EnoughShared;
    }

    private sealed record Findings(
        IReadOnlyList<long> Seeds, IReadOnlyList<(int Users, int Rows)> Sizes, IReadOnlyList<Reading> Readings)
    {
        /// <summary>Problems in which the meter promises recovery.</summary>
        public IReadOnlyList<Reading> Above { get; } = [.. Readings.Where(reading => reading.IsEnough)];

        /// <summary>The others.</summary>
        public IReadOnlyList<Reading> Below { get; } = [.. Readings.Where(reading => !reading.IsEnough)];

        public bool Held => Above.All(reading => reading.Trial.Succeeded);
    }
}
