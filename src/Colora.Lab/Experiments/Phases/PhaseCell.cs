namespace Colora.Lab.Experiments.Phases;

/// <summary>A recovery of the phase diagram.</summary>
/// <param name="Arm">One of <see cref="PhaseArms"/>.</param>
/// <param name="Users">k.</param>
/// <param name="Rows">n, rows per user.</param>
/// <param name="Seed">Of truth, rows and noise.</param>
internal sealed record PhaseCell(string Arm, int Users, int Rows, long Seed);
