namespace Colora.Runs.Verify;

/// <summary>One compared case of a reference file.</summary>
/// <param name="Name">Name of the case, such as plain or left.</param>
/// <param name="Logits">Largest difference of a logit at a real token; null where the file has none.</param>
/// <param name="Loss">Difference of the loss; null where the file has none.</param>
/// <param name="Merged">Largest difference of a logit with the adapter merged into the weights; null where the file has
/// none.</param>
/// <param name="Greedy">Whether the greedy continuation agrees token by token; null where the file has none.</param>
/// <param name="Agrees">Whether all of these are within tolerance.</param>
public sealed record VerifyCase(string Name, double? Logits, double? Loss, double? Merged, bool? Greedy, bool Agrees);
