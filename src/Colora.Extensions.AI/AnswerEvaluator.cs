using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace Colora.Extensions.AI;

/// <summary>An evaluator that compares an answer with accepted ones, which a <see cref="ReferenceContext"/> gives.</summary>
/// <param name="metric">Name of the metric.</param>
public abstract class AnswerEvaluator(string metric) : IEvaluator
{
    /// <inheritdoc />
    public IReadOnlyCollection<string> EvaluationMetricNames => [metric];

    /// <inheritdoc />
    public ValueTask<EvaluationResult> EvaluateAsync(
        IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(modelResponse);
        var score = new NumericMetric(metric);
        if (additionalContext?.OfType<ReferenceContext>().FirstOrDefault() is { } context)
        {
            score.Value = Score(modelResponse.Text, context.References);
            score.Interpretation = Interpret(score.Value.Value);
        }
        else
        {
            score.AddDiagnostics(EvaluationDiagnostic.Error($"no {nameof(ReferenceContext)}: there is no accepted answer to compare with"));
        }

        return ValueTask.FromResult(new EvaluationResult(score));
    }

    /// <summary>The score of an answer, 0…1.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="references">Accepted answers, at least one.</param>
    protected abstract double Score(string answer, IReadOnlyList<string> references);

    private static EvaluationMetricInterpretation Interpret(double score) => new(score switch
    {
        >= 1 => EvaluationRating.Exceptional,
        >= 0.5 => EvaluationRating.Good,
        > 0 => EvaluationRating.Poor,
        _ => EvaluationRating.Unacceptable,
    });
}
