namespace Colora.Runs.Train;

/// <summary>A step in <c>metrics.jsonl</c>.</summary>
/// <param name="Step">0-based number.</param>
/// <param name="Loss">Mean loss of an answer token before the update, in nats.</param>
/// <param name="Labels">Answer tokens.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Tokens">Real tokens.</param>
/// <param name="LearningRate">Rate of A and B.</param>
/// <param name="GradNorm">Norm of all gradients before clipping.</param>
/// <param name="Seconds">Time of the step.</param>
internal sealed record StepRow(long Step, double Loss, long Labels, long Rows, long Tokens, double LearningRate, double GradNorm, double Seconds);
