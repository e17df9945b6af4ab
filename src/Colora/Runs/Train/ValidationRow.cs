namespace Colora.Runs.Train;

/// <summary>A validation in <c>metrics.jsonl</c>.</summary>
/// <param name="Step">Number of the step that it followed.</param>
/// <param name="ValidationMean">Mean over users of the loss of an answer token, in nats.</param>
/// <param name="Validation">Loss of each user.</param>
internal sealed record ValidationRow(long Step, double ValidationMean, IReadOnlyDictionary<string, double?> Validation);
