namespace Colora.Evaluation;

/// <summary>Scores per user and in all, as <c>report.json</c> has them.</summary>
/// <param name="Method">What was judged: base, colora, local, pooled, or an adapter.</param>
/// <param name="Users">Scores of each user.</param>
/// <param name="Mean">Means over users: every user counts the same.</param>
/// <param name="Worst">User with the lowest ROUGE-L (the highest NLL where nothing was generated).</param>
/// <param name="Seconds">Time that the judging took.</param>
public sealed record EvaluationReport(string Method, IReadOnlyList<UserScore> Users, UserScore Mean, string Worst, double Seconds)
{
    /// <summary>The report of a list of predictions; users in the given order.</summary>
    public static EvaluationReport Of(string method, IReadOnlyList<string> users, IReadOnlyList<Prediction> predictions, double seconds)
    {
        var byUser = predictions.ToLookup(prediction => prediction.User);
        var scores = users.Select(user => UserScore.Of(user, byUser[user].ToList())).Where(score => score.Rows > 0).ToList();
        var mean = new UserScore("mean", scores.Sum(s => s.Rows), scores.Average(s => s.Nll), scores.Average(s => s.ExactMatch), scores.Average(s => s.RougeL));
        var worst = scores.MinBy(score => score.RougeL ?? -score.Nll ?? 0)!;
        return new EvaluationReport(method, scores, mean, worst.User, seconds);
    }
}
