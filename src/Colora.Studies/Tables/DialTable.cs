using System.Globalization;
using Colora.Documents;
using Colora.Formats;
using Colora.Studies.Comparison;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Colora.Studies.Tables;

/// <summary>
/// Comparisons of many seeds put together, a row for each set of users and number of training rows. A seed counts
/// once, by the mean of its users; where each seed has tenants of its own, an interval over seeds speaks of tenants
/// that might have been. All forms of CoLoRA are one family, and so are all settings of any other method.
/// </summary>
internal static class DialTable
{
    private const double Bound = 3;
    private const double Tail = 0.025;

    /// <summary>Every arm's mean in each row, the two best families beside CoLoRA named.</summary>
    /// <param name="reports">Comparisons with the same arms; at least one.</param>
    /// <exception cref="InputException">Two comparisons of one seed.</exception>
    public static TableBlock Arms(IReadOnlyList<CompareReport> reports)
    {
        string[] arms = [.. reports.SelectMany(report => report.Cells).Select(cell => cell.Arm).Distinct()];
        return new TableBlock(
            [Kept("preset", true), Kept("rows"), Kept("seeds"), .. arms.Select(arm => Kept(arm)), Kept("best rivals", true)],
            [.. CellsOf(reports).Select(Row)]);

        IReadOnlyList<string> Row(DialCell cell) =>
        [
            .. cell.Head,
            .. arms.Select(arm => cell.Scores.TryGetValue(arm, out var scores) ? Points(scores.Values.Average()) : "–"),
            string.Join(", ", cell.Rivals().Take(2).Select(rival => rival.Family)),
        ];
    }

    /// <summary>CoLoRA beside the best two rivals of each row, with the interval of its lead and what it shows.</summary>
    /// <param name="reports">Comparisons, each with one CoLoRA arm; at least one.</param>
    /// <exception cref="InputException">Two comparisons of one seed, or no CoLoRA arm or no other.</exception>
    public static TableBlock Leads(IReadOnlyList<CompareReport> reports)
    {
        string[] headings = ["best rival", "it", "CoLoRA over it", "next rival", "it", "CoLoRA over it"];
        return new TableBlock(
            [Kept("preset", true), Kept("rows"), Kept("seeds"), Kept("CoLoRA"), .. headings.Select((heading, i) => Kept(heading, i % 3 == 0)), Kept("shown", true)],
            [.. CellsOf(reports).Select(Row)]);

        static IReadOnlyList<string> Row(DialCell cell)
        {
            var mine = cell.Scores[cell.Main];
            DialRival[] rivals = [.. cell.Rivals().Take(2)];
            List<string> row = [.. cell.Head, Points(mine.Values.Average())];
            foreach (var rival in rivals)
            {
                var (mean, lower, upper) = Lead(mine, rival.Scores);
                row.AddRange([rival.Arm, Points(rival.Mean), $"{Signed(mean)} ({Signed(lower)} … {Signed(upper)})"]);
            }

            if (rivals.Length == 1) row.AddRange(["–", "–", "–"]);
            return [.. row, Shown(mine, rivals)];
        }
    }

    /// <summary>What the intervals show of the lead over the best rival, and over the next one where both are beaten.</summary>
    private static string Shown(IReadOnlyDictionary<long, double> mine, DialRival[] rivals)
    {
        var (_, lower, upper) = Lead(mine, rivals[0].Scores);
        if (lower > 0) return "better than every rival";
        if (upper < -Bound) return $"worse by {Bound} points";
        if (lower > -Bound && upper < Bound) return $"within {Bound} points";
        var isAboveNext = rivals.Length > 1 && Lead(mine, rivals[1].Scores).Lower > 0;
        if (lower > -Bound) return $"not worse by {Bound} points";
        return isAboveNext ? "undecided, better than the next rival" : "undecided";
    }

    /// <summary>Mean difference in points over the seeds that both have, with Student's 95 % interval.</summary>
    private static (double Mean, double Lower, double Upper) Lead(
        IReadOnlyDictionary<long, double> mine,
        IReadOnlyDictionary<long, double> theirs)
    {
        double[] differences = [.. mine.Where(seed => theirs.ContainsKey(seed.Key)).Select(seed => 100 * (seed.Value - theirs[seed.Key]))];
        var mean = differences.Average();
        if (differences.Length < 2) return (mean, double.NegativeInfinity, double.PositiveInfinity);
        var reach = StudentT.InvCDF(0, 1, differences.Length - 1, 1 - Tail)
            * differences.StandardDeviation() / Math.Sqrt(differences.Length);
        return (mean, mean - reach, mean + reach);
    }

    private static IReadOnlyList<DialCell> CellsOf(IReadOnlyList<CompareReport> reports)
    {
        var runs = reports.SelectMany(report => report.Cells.Select(cell => (report.Preset, Cell: cell)));
        return [.. runs.GroupBy(run => (run.Preset, run.Cell.Rows)).Select(group => DialCell.Of(group.Key.Preset, group.Key.Rows, [.. group.Select(run => run.Cell)]))];
    }

    private static TableColumn Kept(string heading, bool isText = false) => new(heading, IsText: isText, IsKept: true);

    private static string Points(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Signed(double points) => points.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>The best arm of another family.</summary>
    private sealed record DialRival(string Arm, IReadOnlyDictionary<long, double> Scores)
    {
        public string Family => CompareArm.FamilyOf(Arm);

        public double Mean => Scores.Values.Average();
    }

    /// <summary>All seeds of one set of users and number of rows.</summary>
    /// <param name="Preset">Set of users.</param>
    /// <param name="Rows">Training rows of each user.</param>
    /// <param name="Main">The CoLoRA arm that is asked about: the first without settings.</param>
    /// <param name="Scores">Of each arm, mean over users by seed.</param>
    private sealed record DialCell(string Preset, int Rows, string Main, IReadOnlyDictionary<string, Dictionary<long, double>> Scores)
    {
        private static readonly string Own = new Methods.ColoraMethod().Name;

        public IReadOnlyList<string> Head => [Preset, Rows.ToString(CultureInfo.InvariantCulture), Scores[Main].Count.ToString(CultureInfo.InvariantCulture)];

        public static DialCell Of(string preset, int rows, IReadOnlyList<CompareCell> cells)
        {
            var scores = new Dictionary<string, Dictionary<long, double>>();
            foreach (var cell in cells)
            {
                if (!scores.TryGetValue(cell.Arm, out var seeds)) scores[cell.Arm] = seeds = [];
                if (!seeds.TryAdd(cell.Seed, cell.Mean))
                    throw new InputException($"{preset}, {rows} rows", $"two runs of {cell.Arm} at seed {cell.Seed}", "each seed of an arm once");
            }

            var main = scores.Keys.FirstOrDefault(arm => CompareArm.Parse(arm).IsColora)
                ?? throw new InputException($"{preset}, {rows} rows", $"arms {string.Join(", ", scores.Keys)}", "a CoLoRA arm among them");
            if (scores.Keys.All(arm => CompareArm.FamilyOf(arm) == Own))
                throw new InputException($"{preset}, {rows} rows", $"arms {string.Join(", ", scores.Keys)}", "an arm of another method among them");
            return new DialCell(preset, rows, main, scores);
        }

        /// <summary>The best arm of each other family, the best first.</summary>
        public IEnumerable<DialRival> Rivals() => Scores
            .Where(arm => CompareArm.FamilyOf(arm.Key) != Own)
            .Select(arm => new DialRival(arm.Key, arm.Value))
            .GroupBy(rival => rival.Family)
            .Select(family => family.MaxBy(rival => rival.Mean)!)
            .OrderByDescending(rival => rival.Mean);
    }
}
