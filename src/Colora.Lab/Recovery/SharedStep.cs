namespace Colora.Lab.Recovery;

/// <summary>How the step of a shared factor is solved; all three find the same minimiser.</summary>
public enum SharedStep
{
    /// <summary>The normal matrix (d r)² is formed from all rows at once and factored.</summary>
    Dense,

    /// <summary>Conjugate gradients by products with the rows: memory d r, for large d.</summary>
    ConjugateGradient,

    /// <summary>
    /// Every participant forms its own normal equation from its own rows, and only these sums travel.
    /// </summary>
    Federated,
}
