namespace Colora.Extensions.AI;

/// <summary>
/// ROUGE-L, F-measure of the longest common subsequence of words with Porter's stems, as Google's rouge_score has it;
/// the best of the references counts.
/// </summary>
public sealed class RougeLEvaluator() : AnswerEvaluator(Evaluation.Score.RougeL, MetricName)
{
    /// <summary>Name of the metric.</summary>
    public const string MetricName = "ROUGE-L";
}
