namespace Colora.Lab.Experiments.Bridge;

/// <summary>A recovery over one kind of inputs.</summary>
/// <param name="Kind">One of <see cref="InputKinds"/>.</param>
/// <param name="Rows">n, rows per user.</param>
/// <param name="Seed">Of truth, rows and noise.</param>
/// <param name="Noise">σ; 0 = without noise.</param>
internal sealed record BridgeCell(string Kind, int Rows, long Seed, double Noise);
