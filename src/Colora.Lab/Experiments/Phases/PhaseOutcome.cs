namespace Colora.Lab.Experiments.Phases;

/// <summary>How a recovery of the phase diagram ended.</summary>
/// <param name="Cell">What was run.</param>
/// <param name="Succeeded">Every user recovered to 1e-5.</param>
/// <param name="Sweeps">Sweeps to a mean error of 1e-6; NaN where it never got there or the arm has no sweeps.</param>
/// <param name="Rate">Error(t+1)/error(t); NaN of an arm without sweeps.</param>
internal sealed record PhaseOutcome(
    PhaseCell Cell, bool Succeeded, double Sweeps = double.NaN, double Rate = double.NaN);
