using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs.Evaluate;
using Colora.Studies.Statistics;

namespace Colora.Studies.Comparison;

/// <summary>Sums up the runs of a comparison: gains with intervals, verdicts, and what a choice on validation rows would have given.</summary>
internal sealed class CompareStatistics
{
    private const string Local = CompareFallback.Safe;

    private readonly CompareRequest request;
    private readonly IReadOnlyDictionary<(int Rows, int Users), IReadOnlyList<CompareArm>> arms;
    private readonly IReadOnlyDictionary<CompareKey, CompareOutcome> outcomes;
    private readonly string? colora;
    private readonly bool hasLocal;

    private CompareStatistics(CompareRequest request, IReadOnlyDictionary<(int Rows, int Users), IReadOnlyList<CompareArm>> arms, IReadOnlyDictionary<CompareKey, CompareOutcome> outcomes)
    {
        this.request = request;
        this.arms = arms;
        this.outcomes = outcomes;
        colora = request.Arms.FirstOrDefault(arm => arm.IsColora)?.Name;
        hasLocal = request.Arms.Any(arm => arm.Name == Local);
    }

    /// <summary>The report.</summary>
    /// <param name="request">What was compared.</param>
    /// <param name="arms">The arms of each number of rows and users: those asked for, and what was added.</param>
    /// <param name="outcomes">All runs.</param>
    public static CompareReport Report(
        CompareRequest request, IReadOnlyDictionary<(int Rows, int Users), IReadOnlyList<CompareArm>> arms, IReadOnlyDictionary<CompareKey, CompareOutcome> outcomes) =>
        new CompareStatistics(request, arms, outcomes).Report();

    private CompareReport Report()
    {
        var settings = request.Rows.SelectMany(rows => request.UserCounts.Select(users => (Rows: rows, Users: users))).ToList();
        var summaries = settings.SelectMany(setting => arms[setting].Select(arm => Summary(arm, setting.Rows, setting.Users))).ToList();
        var fallback = hasLocal && colora is not null ? settings.Select(setting => Fallback(setting.Rows, setting.Users)).ToList() : [];
        var report = new CompareReport(request.Template.Data.Preset ?? CompareReport.NoPreset, request.Template.Model, request.Score, summaries, fallback, [.. outcomes.Values.Select(outcome => outcome.Cell)])
        {
            Seeds = request.Seeds,
            CarriesTrainingVariance = request.Seeds.Count > 1,
            Intervals = CompareNotes.Intervals(request.Seeds.Count),
        };
        return report with { Notes = CompareNotes.Of(report) };
    }

    private CompareSummary Summary(CompareArm arm, int rows, int users)
    {
        var own = request.Seeds.Select(seed => outcomes[new CompareKey(arm.Name, rows, users, seed)].Cell).ToList();
        var overLocal = hasLocal && arm.Name != Local ? Differences(arm.Name, Local, rows, users) : null;
        var verdicts = overLocal is null ? [] : Verdicts(overLocal);
        return new CompareSummary(
            arm.Name, rows, own.Average(cell => cell.Mean), StandardError([.. own.Select(cell => cell.Mean)]), own.Average(cell => cell.Worst),
            overLocal is null ? null : IntervalOf(overLocal),
            colora is null || colora == arm.Name ? null : IntervalOf(Differences(colora, arm.Name, rows, users)),
            verdicts.Count(verdict => verdict.Judgement == Judgement.Helped), verdicts.Count(verdict => verdict.Judgement == Judgement.Hurt),
            own[0].Score.Count, own.Average(cell => cell.Bytes) / 1e6, own.Average(cell => cell.Seconds), verdicts)
        {
            Scores = ScoreValues.Mean([.. own.Select(cell => cell.Measures?.Scores).OfType<ScoreValues>()]),
            Nll = own.Average(cell => cell.Measures?.Nll),
            LabelledRows = own[0].LabelledRows,
            RowVisits = own.Average(cell => (double)cell.RowVisits),
            Tokens = own.Average(cell => (double)cell.Tokens),
            RaceRowVisits = own.Average(cell => (double)cell.RaceRowVisits),
            RaceTokens = own.Average(cell => (double)cell.RaceTokens),
            Rate = own[0].Rate,
            OverLocalAll = arm.Name != CompareArm.LocalAll && request.Arms.Any(other => other.Name == CompareArm.LocalAll) ? IntervalOf(Differences(arm.Name, CompareArm.LocalAll, rows, users)) : null,
            Pooled = overLocal is null ? null : PooledVerdict.OfRuns(RunsOf(overLocal)),
            SmallestChance = verdicts.Count == 0 ? null : verdicts.Max(verdict => verdict.Smallest),
            Decidable = verdicts.Count(verdict => verdict.IsDecidable(verdicts.Count)),
            Correction = verdicts.Count == 0 ? null : UserVerdict.CorrectionFor(verdicts.Count),
        };
    }

    private CompareFallback Fallback(int rows, int count)
    {
        var candidates = request.Arms.Where(CompareFallback.IsCandidate).Select(arm => arm.Name).ToList();
        var chosen = candidates.ToDictionary(arm => arm, _ => 0);
        var (right, harmful, all) = (0, 0, 0);
        var pairs = new List<(ILookup<string, double>, ILookup<string, double>)>();
        foreach (var seed in request.Seeds)
        {
            var users = Outcome(Local, seed).Cell.Score.Keys.ToList();
            var picks = SafeChoice.OfSteps(Local, users, candidates.ToDictionary(arm => arm, arm => (IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>)[.. users.Select(user => (IReadOnlyList<IReadOnlyList<double>>)[.. Outcome(arm, seed).Losses![user]])]));
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
            Verdicts(differences).Count(verdict => verdict.Judgement == Judgement.Hurt));

        CompareOutcome Outcome(string arm, long seed) => outcomes[new CompareKey(arm, rows, count, seed)];
    }

    // Of each user, [seed][row]: the test rows are the same for all seeds.
    private List<(string User, IReadOnlyList<IReadOnlyList<double>> Differences)> Differences(string mine, string theirs, int rows, int users) =>
        Pair([.. request.Seeds.Select(seed => (outcomes[new CompareKey(mine, rows, users, seed)].Scores, outcomes[new CompareKey(theirs, rows, users, seed)].Scores))]);

    private static List<(string User, IReadOnlyList<IReadOnlyList<double>> Differences)> Pair(List<(ILookup<string, double> Mine, ILookup<string, double> Theirs)> seeds)
    {
        return [.. seeds[0].Mine.Select(user => user.Key).Select(user => (user, (IReadOnlyList<IReadOnlyList<double>>)[.. seeds.Select(seed => Of(seed.Mine[user].ToList(), seed.Theirs[user].ToList(), user))]))];

        static IReadOnlyList<double> Of(List<double> mine, List<double> theirs, string user) => mine.Count == theirs.Count
            ? [.. mine.Select((score, row) => score - theirs[row])]
            : throw new InputException(EvaluateRun.PredictionsName, $"{mine.Count} rows of user \"{user}\" beside {theirs.Count} of another arm", "the same rows of all arms", "compare into a new --out");
    }

    private static IReadOnlyList<UserVerdict> Verdicts(List<(string User, IReadOnlyList<IReadOnlyList<double>> Differences)> differences) => UserVerdict.OfRuns(differences);

    private static PairedInterval IntervalOf(List<(string User, IReadOnlyList<IReadOnlyList<double>> Differences)> differences) => PairedInterval.OfRuns(RunsOf(differences));

    private static IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> RunsOf(List<(string User, IReadOnlyList<IReadOnlyList<double>> Differences)> differences) =>
        [.. Enumerable.Range(0, differences[0].Differences.Count).Select(seed => (IReadOnlyList<IReadOnlyList<double>>)[.. differences.Select(user => user.Differences[seed])])];

    private static double StandardError(IReadOnlyList<double> values)
    {
        if (values.Count < 2) return double.NaN;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / values.Count);
    }
}
