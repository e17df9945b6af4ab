namespace Colora.Lab.Recovery;

/// <summary>How alternating minimisation runs.</summary>
/// <param name="MostSweeps">Cap of the sweeps.</param>
/// <param name="Tolerance">Ends when ‖residual‖ / ‖y‖ falls below.</param>
/// <param name="Stall">Ends when the residual's relative decrease over ten sweeps falls below.</param>
/// <param name="Shared">How a shared step is solved.</param>
/// <param name="Pull">λ of the ridge that pulls cores to their mean, per row; 0 = none.</param>
/// <param name="GradientTolerance">Conjugate gradients end at this share of the right side's norm.</param>
public sealed record RecoveryConfig(
    int MostSweeps = 400,
    double Tolerance = 1e-10,
    double Stall = 1e-9,
    SharedStep Shared = SharedStep.Dense,
    double Pull = 0,
    double GradientTolerance = 1e-12);
