using Colora.Evaluation;

namespace Colora.Extensions.AI;

/// <summary>ROUGE-L, F-measure of the longest common subsequence of words with Porter's stems, as Google's rouge_score has it; the best of the references counts.</summary>
public sealed class RougeLEvaluator() : AnswerEvaluator(MetricName)
{
    /// <summary>Name of the metric.</summary>
    public const string MetricName = "ROUGE-L";

    /// <inheritdoc />
    protected override double Score(string answer, IReadOnlyList<string> references) => RougeL.Score(answer, references);
}
