using Colora.Evaluation;
using Colora.Studies.Comparison;

namespace Colora.Studies.Tests.Comparison;

/// <summary>Comparisons made up for tests of their reports.</summary>
internal static class CompareReports
{
    /// <summary>Arms with one mean for all users, judged against local with an interval of ± a half width; a user is judged as the mean is.</summary>
    public static CompareReport Of(IReadOnlyList<string> users, IReadOnlyList<(string Arm, int Rows, double Mean)> arms, Score? score = null, int seeds = 3, double half = 0.05)
    {
        var cells = arms.SelectMany(arm => Enumerable.Range(0, seeds).Select(seed =>
            new CompareCell(arm.Arm, arm.Rows, users.Count, seed, null, "", users.ToDictionary(user => user, _ => arm.Mean), new Dictionary<string, double?>(), 0, 0, 0))).ToList();
        var summaries = arms.Select(arm =>
        {
            double? gain = arm.Arm == "local" || arms.All(other => other.Arm != "local") ? null : arm.Mean - arms.First(other => other.Arm == "local" && other.Rows == arm.Rows).Mean;
            var interval = gain is { } mean ? new PairedInterval(mean, mean - half, mean + half) : null;
            var judgement = interval is { IsGain: true } ? Judgement.Helped : interval is { IsLoss: true } ? Judgement.Hurt : Judgement.NoDifference;
            IReadOnlyList<UserVerdict> verdicts = interval is null ? [] : [.. users.Select(user => new UserVerdict(user, interval, 0.01, 0.02, judgement))];
            return new CompareSummary(arm.Arm, arm.Rows, arm.Mean, double.NaN, arm.Mean, interval, null, judgement == Judgement.Helped ? verdicts.Count : 0, judgement == Judgement.Hurt ? verdicts.Count : 0, users.Count, 0, 1, verdicts);
        }).ToList();
        return new CompareReport("tickets", "tiny", score ?? Score.ExactMatch, summaries, [], cells);
    }
}
