using Colora.Evaluation;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace Colora.Extensions.AI;

/// <summary>
/// An evaluator that compares an answer with accepted ones, which a <see cref="ReferenceContext"/> gives, by any score
/// of Colora or of your own.
/// </summary>
/// <param name="by">The score.</param>
/// <param name="name">Name of the metric; null = the score's title.</param>
public class AnswerEvaluator(AnswerScore by, string? name = null) : IEvaluator
{
    private readonly string metric = name ?? by.Title;

    /// <inheritdoc />
    public IReadOnlyCollection<string> EvaluationMetricNames => [metric];

    /// <inheritdoc />
    public ValueTask<EvaluationResult> EvaluateAsync(
        IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null,
        IEnumerable<EvaluationContext>? additionalContext = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(modelResponse);
        var score = new NumericMetric(metric);
        if (additionalContext?.OfType<ReferenceContext>().FirstOrDefault() is { } context)
        {
            score.Value = by.Of(modelResponse.Text, context.References);
            score.Interpretation = Interpret(score.Value.Value);
        }
        else
        {
            score.AddDiagnostics(
                EvaluationDiagnostic.Error($"no {nameof(ReferenceContext)}: "
                    + $"there is no accepted answer to compare with"));
        }

        return ValueTask.FromResult(new EvaluationResult(score));
    }

    private static EvaluationMetricInterpretation Interpret(double score) => new(score switch
    {
        >= 1 => EvaluationRating.Exceptional,
        >= 0.5 => EvaluationRating.Good,
        > 0 => EvaluationRating.Poor,
        _ => EvaluationRating.Unacceptable,
    });
}
