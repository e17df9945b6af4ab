using Colora.Evaluation;

namespace Colora.Studies.Comparison;

/// <summary>
/// Sums up the runs of a comparison: gains with intervals, verdicts, and what a choice on validation rows would have
/// given.
/// </summary>
internal sealed class CompareStatistics
{
    private const string Local = CompareFallback.Safe;

    private readonly CompareRequest request;
    private readonly IReadOnlyDictionary<(int Rows, int Users), IReadOnlyList<CompareArm>> arms;
    private readonly IReadOnlyDictionary<CompareKey, CompareOutcome> outcomes;
    private readonly string? colora;
    private readonly bool hasLocal;
    private readonly bool hasLocalAll;

    private CompareStatistics(
        CompareRequest request,
        IReadOnlyDictionary<(int Rows, int Users), IReadOnlyList<CompareArm>> arms,
        IReadOnlyDictionary<CompareKey, CompareOutcome> outcomes)
    {
        this.request = request;
        this.arms = arms;
        this.outcomes = outcomes;
        colora = request.Arms.FirstOrDefault(arm => arm.IsColora)?.Name;
        hasLocal = request.Arms.Any(arm => arm.Name == Local);
        hasLocalAll = request.Arms.Any(arm => arm.Name == CompareArm.LocalAll);
    }

    /// <summary>The report.</summary>
    /// <param name="request">What was compared.</param>
    /// <param name="arms">The arms of each number of rows and users: those asked for, and what was added.</param>
    /// <param name="outcomes">All runs.</param>
    public static CompareReport Report(
        CompareRequest request,
        IReadOnlyDictionary<(int Rows, int Users), IReadOnlyList<CompareArm>> arms,
        IReadOnlyDictionary<CompareKey, CompareOutcome> outcomes) =>
        new CompareStatistics(request, arms, outcomes).Report();

    private CompareReport Report()
    {
        var report = new CompareReport(
            Preset: request.Template.Data.Preset ?? CompareReport.NoPreset,
            Model: request.Template.Model,
            Score: request.Score,
            Summaries: Summaries(),
            Fallback: Fallbacks(),
            Cells: [.. outcomes.Values.Select(outcome => outcome.Cell)])
        {
            Seeds = request.Seeds,
            CarriesTrainingVariance = request.Seeds.Count > 1,
            Intervals = CompareNotes.Intervals(request.Seeds.Count),
        };
        return report with { Notes = CompareNotes.Of(report) };
    }

    private List<CompareSummary> Summaries()
    {
        var summaries = new List<CompareSummary>();
        foreach (var (rows, users) in request.Sizes)
            foreach (var arm in arms[(rows, users)]) summaries.Add(Summary(arm, rows, users));
        return summaries;
    }

    private IReadOnlyList<CompareFallback> Fallbacks()
    {
        if (!hasLocal || colora is null) return [];
        return [.. request.Sizes.Select(size => CompareChoices.Of(request, outcomes, size.Rows, size.Users))];
    }

    private CompareSummary Summary(CompareArm arm, int rows, int users)
    {
        var overLocal = hasLocal ? Over(Local) : null;
        var overLocalAll = hasLocalAll ? Over(CompareArm.LocalAll) : null;
        var overColora = colora is null || colora == arm.Name ? null : Pair(colora, arm.Name, rows, users);
        var verdicts = overLocal?.Verdicts() ?? [];
        var isJudged = verdicts.Count > 0;
        return Measured(arm, rows, users) with
        {
            OverLocal = overLocal?.Interval(),
            OverLocalAll = overLocalAll?.Interval(),
            OverColora = overColora?.Interval(),
            Pooled = overLocal?.Pooled(),
            Verdicts = verdicts,
            Helped = verdicts.Count(verdict => verdict.Judgement == Judgement.Helped),
            Hurt = verdicts.Count(verdict => verdict.Judgement == Judgement.Hurt),
            SmallestChance = isJudged ? verdicts.Max(verdict => verdict.Smallest) : null,
            Decidable = verdicts.Count(verdict => verdict.IsDecidable(verdicts.Count)),
            Correction = isJudged ? UserVerdict.CorrectionFor(verdicts.Count) : null,
        };

        PairedRuns? Over(string other) => arm.Name == other ? null : Pair(arm.Name, other, rows, users);
    }

    /// <summary>What the runs of an arm gave and cost, before it is held against any other.</summary>
    private CompareSummary Measured(CompareArm arm, int rows, int users)
    {
        List<CompareCell> own = [.. request.Seeds.Select(seed => Outcome(arm.Name, rows, users, seed).Cell)];
        double[] means = [.. own.Select(cell => cell.Mean)];
        return new CompareSummary(
            Arm: arm.Name,
            Rows: rows,
            Mean: means.Average(),
            StandardError: StandardError(means),
            Worst: own.Average(cell => cell.Worst),
            OverLocal: null,
            OverColora: null,
            Helped: 0,
            Hurt: 0,
            Users: own[0].Score.Count,
            Megabytes: own.Average(cell => cell.Bytes) / 1e6,
            Seconds: own.Average(cell => cell.Seconds),
            Verdicts: [])
        {
            Scores = ScoreValues.Mean([.. own.Select(cell => cell.Measures?.Scores).OfType<ScoreValues>()]),
            Nll = own.Average(cell => cell.Measures?.Nll),
            LabelledRows = own[0].LabelledRows,
            RowVisits = own.Average(cell => (double)cell.RowVisits),
            Tokens = own.Average(cell => (double)cell.Tokens),
            RaceRowVisits = own.Average(cell => (double)cell.RaceRowVisits),
            RaceTokens = own.Average(cell => (double)cell.RaceTokens),
            Rate = own[0].Rate,
        };
    }

    private CompareOutcome Outcome(string arm, int rows, int users, long seed) =>
        outcomes[new CompareKey(arm, rows, users, seed)];

    private PairedRuns Pair(string mine, string theirs, int rows, int users)
    {
        var seeds = new List<(ILookup<string, double>, ILookup<string, double>)>();
        foreach (var seed in request.Seeds)
            seeds.Add((Outcome(mine, rows, users, seed).Scores, Outcome(theirs, rows, users, seed).Scores));
        return PairedRuns.Of(seeds);
    }

    private static double StandardError(double[] values)
    {
        if (values.Length < 2) return double.NaN;
        var mean = values.Average();
        var squares = values.Sum(value => (value - mean) * (value - mean));
        return Math.Sqrt(squares / (values.Length - 1) / values.Length);
    }
}
