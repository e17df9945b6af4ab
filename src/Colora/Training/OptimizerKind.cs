namespace Colora.Training;

/// <summary>What turns gradients into steps.</summary>
public enum OptimizerKind
{
    /// <summary>AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101): number by number, by running means.</summary>
    Adamw,

    /// <summary>
    /// Muon (Jordan et al. 2024): matrix by matrix, the nearest orthogonal matrix to the gradient, so that every
    /// direction in which a factor has a gradient moves alike.
    /// </summary>
    Muon,
}
