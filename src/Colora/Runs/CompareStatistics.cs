using Colora.Adapters;
using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>Sums up the runs of a comparison: gains with intervals, verdicts, and what a choice on validation rows would have given.</summary>
internal static class CompareStatistics
{
    private const string Local = CompareFallback.Safe;

    /// <summary>The report.</summary>
    public static CompareReport Report(
        CompareRequest request, IReadOnlyList<CompareCell> cells, IReadOnlyDictionary<(string Arm, int Rows, long Seed), ILookup<string, double>> scores,
        IReadOnlyDictionary<(string Arm, int Rows, long Seed), ILookup<string, double>> losses)
    {
        var colora = request.Arms.FirstOrDefault(arm => arm.Method == AdaptationMethod.Colora)?.Name;
        var hasLocal = request.Arms.Any(arm => arm.Name == Local);
        var summaries = request.Rows.SelectMany(rows => request.Arms.Select(arm =>
        {
            var own = cells.Where(cell => cell.Arm == arm.Name && cell.Rows == rows).ToList();
            var overLocal = hasLocal && arm.Name != Local ? Differences(arm.Name, Local, rows) : null;
            var verdicts = overLocal is null ? [] : UserVerdict.Of(overLocal);
            return new CompareSummary(
                arm.Name, rows, own.Average(cell => cell.Mean), StandardError([.. own.Select(cell => cell.Mean)]), own.Average(cell => cell.Worst),
                overLocal is null ? null : IntervalOf(overLocal),
                colora is null || colora == arm.Name ? null : IntervalOf(Differences(colora, arm.Name, rows)),
                verdicts.Count(verdict => verdict.Judgement == Judgement.Helped), verdicts.Count(verdict => verdict.Judgement == Judgement.Hurt),
                own[0].Score.Count, own.Average(cell => cell.Bytes) / 1e6, own.Average(cell => cell.Seconds), verdicts);
        })).ToList();
        var fallback = hasLocal && colora is not null ? request.Rows.Select(Fallback).ToList() : [];
        var score = request.Template.Evaluation.Generate ? "exact match" : "negative loss of an answer token, nats";
        return new CompareReport(request.Template.Data.Preset ?? "all users", request.Template.Model, score, summaries, fallback, cells);

        // Differences of the rows of each user, averaged over seeds: the test rows are the same for all seeds.
        List<(string User, IReadOnlyList<double> Differences)> Differences(string mine, string theirs, int rows) =>
            Pair(request.Seeds.Select(seed => (scores[(mine, rows, seed)], scores[(theirs, rows, seed)])).ToList());

        CompareFallback Fallback(int rows)
        {
            var candidates = request.Arms.Where(CompareFallback.IsCandidate).Select(arm => arm.Name).ToList();
            var chosen = candidates.ToDictionary(arm => arm, _ => 0);
            var (right, harmful, all) = (0, 0, 0);
            var pairs = new List<(ILookup<string, double>, ILookup<string, double>)>();
            foreach (var seed in request.Seeds)
            {
                var users = Cell(Local, rows, seed).Score.Keys.ToList();
                var picks = SafeChoice.Of(Local, users, candidates.ToDictionary(arm => arm, arm => (IReadOnlyList<IReadOnlyList<double>>)[.. users.Select(user => (IReadOnlyList<double>)[.. losses[(arm, rows, seed)][user]])]));
                foreach (var pick in picks)
                {
                    var score = Cell(pick.Arm, rows, seed).Score[pick.User];
                    chosen[pick.Arm]++;
                    all++;
                    if (score >= candidates.Max(arm => Cell(arm, rows, seed).Score[pick.User])) right++;
                    if (score < Cell(Local, rows, seed).Score[pick.User]) harmful++;
                }

                pairs.Add((picks.SelectMany(pick => scores[(pick.Arm, rows, seed)][pick.User].Select(value => (pick.User, value))).ToLookup(row => row.User, row => row.value), scores[(Local, rows, seed)]));
            }

            var differences = Pair(pairs);
            return new CompareFallback(rows, pairs.Average(pair => pair.Item1.Average(user => user.Average())), IntervalOf(differences), (double)right / all, (double)harmful / all, chosen,
                UserVerdict.Of(differences).Count(verdict => verdict.Judgement == Judgement.Hurt));
        }

        CompareCell Cell(string arm, int rows, long seed) => cells.First(cell => cell.Arm == arm && cell.Rows == rows && cell.Seed == seed);
    }

    private static List<(string User, IReadOnlyList<double> Differences)> Pair(List<(ILookup<string, double> Mine, ILookup<string, double> Theirs)> seeds) =>
        [.. seeds[0].Mine.Select(user => user.Key).Select(user =>
        {
            var sums = new double[seeds[0].Mine[user].Count()];
            foreach (var (mine, theirs) in seeds)
            {
                var i = 0;
                foreach (var (a, b) in mine[user].Zip(theirs[user])) sums[i++] += (a - b) / seeds.Count;
            }

            return (user, (IReadOnlyList<double>)sums);
        })];

    private static PairedInterval IntervalOf(List<(string User, IReadOnlyList<double> Differences)> differences) =>
        PairedInterval.OfUsers([.. differences.Select(user => user.Differences)]);

    private static double StandardError(IReadOnlyList<double> values)
    {
        if (values.Count < 2) return double.NaN;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / values.Count);
    }
}
