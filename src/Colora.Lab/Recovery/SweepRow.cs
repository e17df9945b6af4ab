namespace Colora.Lab.Recovery;

/// <summary>A sweep of alternating minimisation.</summary>
/// <param name="Sweep">1, 2, ….</param>
/// <param name="Residual">‖y − A(U L Vᵀ)‖ / ‖y‖.</param>
/// <param name="Errors">Distance to the truth, where it is known.</param>
public sealed record SweepRow(int Sweep, double Residual, ErrorReading? Errors)
{
    /// <summary>Mean error over users; infinite where the sweep diverged, so that it is worse than any other.</summary>
    internal double Error => Errors?.Mean ?? double.PositiveInfinity;
}
