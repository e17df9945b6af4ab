using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>Sums up the runs of a comparison: gains with intervals, verdicts, and what a choice on validation rows would have given.</summary>
internal static class CompareStatistics
{
    private const string Local = CompareFallback.Safe;

    /// <summary>The report.</summary>
    public static CompareReport Report(CompareRequest request, IReadOnlyDictionary<CompareKey, CompareOutcome> outcomes)
    {
        var colora = request.Arms.FirstOrDefault(arm => arm.IsColora)?.Name;
        var hasLocal = request.Arms.Any(arm => arm.Name == Local);
        var settings = request.Rows.SelectMany(rows => request.UserCounts.Select(users => (Rows: rows, Users: users))).ToList();
        var summaries = settings.SelectMany(setting => request.Arms.Select(arm =>
        {
            var (rows, users) = setting;
            var own = request.Seeds.Select(seed => outcomes[new CompareKey(arm.Name, rows, users, seed)].Cell).ToList();
            var overLocal = hasLocal && arm.Name != Local ? Differences(arm.Name, Local, rows, users) : null;
            var verdicts = overLocal is null ? [] : UserVerdict.Of(overLocal);
            return new CompareSummary(
                arm.Name, rows, own.Average(cell => cell.Mean), StandardError([.. own.Select(cell => cell.Mean)]), own.Average(cell => cell.Worst),
                overLocal is null ? null : IntervalOf(overLocal),
                colora is null || colora == arm.Name ? null : IntervalOf(Differences(colora, arm.Name, rows, users)),
                verdicts.Count(verdict => verdict.Judgement == Judgement.Helped), verdicts.Count(verdict => verdict.Judgement == Judgement.Hurt),
                own[0].Score.Count, own.Average(cell => cell.Bytes) / 1e6, own.Average(cell => cell.Seconds), verdicts)
            {
                ExactMatch = own.Average(cell => cell.Measures?.ExactMatch),
                RougeL = own.Average(cell => cell.Measures?.RougeL),
                Nll = own.Average(cell => cell.Measures?.Nll),
            };
        })).ToList();
        var fallback = hasLocal && colora is not null ? settings.Select(setting => Fallback(setting.Rows, setting.Users)).ToList() : [];
        return new CompareReport(request.Template.Data.Preset ?? "all users", request.Template.Model, request.Score, summaries, fallback, [.. outcomes.Values.Select(outcome => outcome.Cell)]);

        // Differences of the rows of each user, averaged over seeds: the test rows are the same for all seeds.
        List<(string User, IReadOnlyList<double> Differences)> Differences(string mine, string theirs, int rows, int users) =>
            Pair(request.Seeds.Select(seed => (outcomes[new CompareKey(mine, rows, users, seed)].Scores, outcomes[new CompareKey(theirs, rows, users, seed)].Scores)).ToList());

        CompareFallback Fallback(int rows, int count)
        {
            var candidates = request.Arms.Where(CompareFallback.IsCandidate).Select(arm => arm.Name).ToList();
            var chosen = candidates.ToDictionary(arm => arm, _ => 0);
            var (right, harmful, all) = (0, 0, 0);
            var pairs = new List<(ILookup<string, double>, ILookup<string, double>)>();
            foreach (var seed in request.Seeds)
            {
                var users = Outcome(Local, seed).Cell.Score.Keys.ToList();
                var picks = SafeChoice.Of(Local, users, candidates.ToDictionary(arm => arm, arm => (IReadOnlyList<IReadOnlyList<double>>)[.. users.Select(user => (IReadOnlyList<double>)[.. Outcome(arm, seed).Losses![user]])]));
                foreach (var pick in picks)
                {
                    var score = Outcome(pick.Arm, seed).Cell.Score[pick.User];
                    chosen[pick.Arm]++;
                    all++;
                    if (score >= candidates.Max(arm => Outcome(arm, seed).Cell.Score[pick.User])) right++;
                    if (score < Outcome(Local, seed).Cell.Score[pick.User]) harmful++;
                }

                pairs.Add((picks.SelectMany(pick => Outcome(pick.Arm, seed).Scores[pick.User].Select(value => (pick.User, value))).ToLookup(row => row.User, row => row.value), Outcome(Local, seed).Scores));
            }

            var differences = Pair(pairs);
            return new CompareFallback(rows, pairs[0].Item2.Count, pairs.Average(pair => pair.Item1.Average(user => user.Average())), IntervalOf(differences), (double)right / all, (double)harmful / all, chosen,
                UserVerdict.Of(differences).Count(verdict => verdict.Judgement == Judgement.Hurt));

            CompareOutcome Outcome(string arm, long seed) => outcomes[new CompareKey(arm, rows, count, seed)];
        }
    }

    private static List<(string User, IReadOnlyList<double> Differences)> Pair(List<(ILookup<string, double> Mine, ILookup<string, double> Theirs)> seeds) =>
        [.. seeds[0].Mine.Select(user => user.Key).Select(user =>
        {
            var sums = new double[seeds[0].Mine[user].Count()];
            foreach (var (mine, theirs) in seeds)
            {
                if (mine[user].Count() != sums.Length || theirs[user].Count() != sums.Length) throw new ArgumentException($"different numbers of rows of {user}", nameof(seeds));
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
