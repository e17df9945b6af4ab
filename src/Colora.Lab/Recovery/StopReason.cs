namespace Colora.Lab.Recovery;

/// <summary>Why alternating minimisation ended.</summary>
public enum StopReason
{
    /// <summary>The residual is below the tolerance.</summary>
    Solved,

    /// <summary>The residual no longer decreases.</summary>
    Stalled,

    /// <summary>The cap of sweeps is reached.</summary>
    Capped,

    /// <summary>A number is not finite: the problem is ill-posed for this start.</summary>
    Diverged,
}
