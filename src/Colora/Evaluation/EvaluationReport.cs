using Colora.Data;

namespace Colora.Evaluation;

/// <summary>Scores per user and in all, as <c>report.json</c> has them.</summary>
/// <param name="Method">What was judged: base, colora, local, pooled, or an adapter.</param>
/// <param name="Users">Scores of each user with test rows.</param>
/// <param name="Mean">Means over users with judged rows: every user counts the same.</param>
/// <param name="Worst">User with the lowest ROUGE-L (the highest NLL where nothing was generated).</param>
/// <param name="Seconds">Time that the judging took.</param>
public sealed record EvaluationReport(
    string Method, IReadOnlyList<UserScore> Users, UserScore Mean, string Worst, double Seconds)
{
    /// <summary>
    /// What differs from what the run was trained on: allowed by <c>--allow-changed</c>, or other rows named by
    /// options.
    /// </summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>
    /// What the test rows have in common with rows that the run has learned from, as far as there is anything.
    /// </summary>
    public IReadOnlyList<UserOverlap> Overlap { get; init; } = [];

    /// <summary>
    /// The same in sentences; one that begins with "warning" says that scores are not those of unseen rows.
    /// </summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The report of a list of predictions; users in the given order.</summary>
    /// <param name="method">What was judged.</param>
    /// <param name="users">Names.</param>
    /// <param name="predictions">Judged rows, at least one.</param>
    /// <param name="seconds">Time that it took.</param>
    /// <param name="unjudged">Number of rows of each user that were not judged; absent = none.</param>
    public static EvaluationReport Of(
        string method, IReadOnlyList<string> users, IReadOnlyList<Prediction> predictions, double seconds,
        IReadOnlyDictionary<string, int>? unjudged = null)
    {
        var byUser = predictions.ToLookup(prediction => prediction.User);
        var scores = users
            .Select(user => UserScore.Of(user, byUser[user].ToList(), unjudged?.GetValueOrDefault(user) ?? 0))
            .Where(score => score.Rows + score.Unjudged > 0)
            .ToList();
        var judged = scores.Where(score => score.Rows > 0).ToList();
        var mean = new UserScore("mean", judged.Sum(s => s.Rows), judged.Average(s => s.Nll))
        {
            Scores = ScoreValues.Mean([.. judged.Select(s => s.Scores)]),
            CutPrompts = scores.Sum(s => s.CutPrompts),
            Unjudged = scores.Sum(s => s.Unjudged),
            WithoutNll = scores.Sum(s => s.WithoutNll),
        };
        var worst = judged.MinBy(score => score.RougeL ?? -score.Nll ?? 0)!;
        return new EvaluationReport(method, scores, mean, worst.User, seconds);
    }
}
