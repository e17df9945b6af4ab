using Colora.Adapters;

namespace Colora.Runs.Train;

/// <summary>A start that takes part in a race.</summary>
/// <param name="Start">The start.</param>
/// <param name="Rho">ρ of orthogonal-mix.</param>
/// <param name="CoreRate">Factor of the rate of the cores: 1, or 0 for cores that rest.</param>
internal sealed record RaceCandidate(StartKind Start, double Rho, double CoreRate);
