using Colora.Evaluation;

namespace Colora.Extensions.AI;

/// <summary>1 where the answer is one of the references to the letter, white space at both ends aside; else 0.</summary>
public sealed class ExactMatchEvaluator() : AnswerEvaluator(MetricName)
{
    /// <summary>Name of the metric.</summary>
    public const string MetricName = "Exact match";

    /// <inheritdoc />
    protected override double Score(string answer, IReadOnlyList<string> references) => ExactMatch.Matches(answer, references) ? 1 : 0;
}
