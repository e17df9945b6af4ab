namespace Colora.Lab.Recovery;

/// <summary>How a round of federated gradient descent is made (method A.5, A.6).</summary>
public enum RoundScheme
{
    /// <summary>
    /// τ steps on the core, then one averaged gradient of the shared factors: exact, but one shared step a round.
    /// </summary>
    GradientAverage,

    /// <summary>τ steps on core and factors; the factors are averaged.</summary>
    Joint,

    /// <summary>The same, and QR of the averaged factors with the triangles absorbed into the cores.</summary>
    JointRegauged,

    /// <summary>τ steps on the core, then τ on core and factors; averaged and re-gauged.</summary>
    CoreFirst,

    /// <summary>τ steps on the core and one factor, which alone is averaged: U and V take turns; re-gauged.</summary>
    Alternating,
}
