namespace Colora.Extensions.AI;

/// <summary>
/// 1 where the answer is one of the references to the letter, white space at both ends aside; else 0.
/// </summary>
public sealed class ExactMatchEvaluator() : AnswerEvaluator(Evaluation.Score.ExactMatch, MetricName)
{
    /// <summary>Name of the metric.</summary>
    public const string MetricName = "Exact match";
}
