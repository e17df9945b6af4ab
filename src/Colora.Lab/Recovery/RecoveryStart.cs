namespace Colora.Lab.Recovery;

/// <summary>Where alternating minimisation starts (theory B.3).</summary>
public enum RecoveryStart
{
    /// <summary>
    /// Top subspaces of the second moment of the estimates, each row's term with itself taken out: works for cores of
    /// any signs, needs about n √k ≳ d.
    /// </summary>
    SecondMoment,

    /// <summary>Top subspaces of the mean estimate: for similar tasks, then only n k ≳ d r.</summary>
    Mean,

    /// <summary>
    /// The factors of one model fitted to everybody's rows: for very similar tasks, whose basin it enters at 1.3 × the
    /// counting bound.
    /// </summary>
    Pooled,

    /// <summary>Random orthonormal factors: works from about four times the counting bound.</summary>
    Random,

    /// <summary>Three sweeps from second moment, mean and pooled; the one of smallest residual goes on.</summary>
    Best,
}
