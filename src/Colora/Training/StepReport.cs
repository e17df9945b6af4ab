namespace Colora.Training;

/// <summary>What one optimizer step did.</summary>
/// <param name="Step">0-based number.</param>
/// <param name="Loss">Mean loss of an answer token before the update, in nats.</param>
/// <param name="Labels">Answer tokens that bore loss.</param>
/// <param name="Rows">Rows seen.</param>
/// <param name="Tokens">Real tokens seen.</param>
/// <param name="Rate">Rate of A and B in this step.</param>
/// <param name="Norms">Gradients before clipping.</param>
internal sealed record StepReport(long Step, double Loss, long Labels, long Rows, long Tokens, double Rate, GradientNorms Norms);
