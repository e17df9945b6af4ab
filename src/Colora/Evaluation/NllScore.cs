using Colora.Formats;

namespace Colora.Evaluation;

/// <summary>Minus the mean loss of an answer token, nats. Columns show the loss itself.</summary>
public sealed record NllScore : Score
{
    /// <inheritdoc />
    public override string Name => "nll";

    /// <inheritdoc />
    public override string Title => "minus the loss of an answer token";

    /// <inheritdoc />
    public override string Column => "NLL";

    /// <inheritdoc />
    public override bool IsShare => false;

    /// <inheritdoc />
    /// <remarks>Missing where prompt and reference together pass the model's positions, whatever adapter is
    /// judged.</remarks>
    public override double? Of(Prediction row) => -row.Nll / Math.Max(1, row.Tokens);

    /// <inheritdoc />
    public override double? Shown(IScored means) => means.Nll;

    /// <inheritdoc />
    public override void Check(EvaluationConfig config)
    {
        if (!config.Likelihood)
        {
            throw new InputException(
                "evaluation.likelihood", "false", "true: the loss is the score",
                "--score exact-match, or leave it out");
        }
    }
}
