namespace Colora.Runs;

/// <summary>A row of <c>validation.jsonl</c>: the loss of one validation row, by the step that was chosen.</summary>
/// <param name="User">The user.</param>
/// <param name="Loss">Mean over the answer tokens, nats.</param>
/// <param name="Row">Hash of the row's tokens: losses are compared row by row only where the rows are the same.</param>
public sealed record RowLoss(string User, double Loss, string Row)
{
    /// <summary>
    /// The loss by the personal factors of each validated step, from which the chosen one was taken; empty where
    /// nothing personal was chosen.
    /// </summary>
    public IReadOnlyList<double> OfSteps { get; init; } = [];
}
