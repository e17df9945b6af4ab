using Colora.Lab.Recovery;

namespace Colora.Lab.Experiments.Rounds;

/// <summary>Rounds of gradient descent to run.</summary>
/// <param name="Scheme">How a round is made.</param>
/// <param name="Local">τ, steps of a round.</param>
/// <param name="Seed">Of problem and start.</param>
/// <param name="Rate">Step length.</param>
internal sealed record RoundsCell(RoundScheme Scheme, int Local, long Seed, double Rate);
