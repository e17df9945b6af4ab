namespace Colora.Runs;

/// <summary>A row of <c>validation.jsonl</c>: the loss of one validation row, under the steps that the other half of the rows has chosen.</summary>
/// <param name="User">The user.</param>
/// <param name="Loss">Mean over the answer tokens, nats.</param>
/// <param name="Row">Hash of the row's tokens: losses are compared row by row only where the rows are the same.</param>
public sealed record RowLoss(string User, double Loss, string Row);
