namespace Colora.Lab.Recovery;

/// <summary>
/// Extreme eigenvalues of the three normalised Gram matrices at an iterate; all are 1 for infinitely many rows.
/// Recovery wants the smallest of the worst user's core Gram above about .15 and those of U and V above about .3
/// (theory B.6).
/// </summary>
/// <param name="CoreSmallest">Over users, of Φ_iᵀ Φ_i / n_i.</param>
/// <param name="CoreLargest">The same, largest.</param>
/// <param name="LeftSmallest">Of D^(−1/2) H_U D^(−1/2), D = I ⊗ Σ p_i L_i L_iᵀ.</param>
/// <param name="LeftLargest">The same, largest.</param>
/// <param name="RightSmallest">Of the same for V, with Σ p_i L_iᵀ L_i.</param>
/// <param name="RightLargest">The same, largest.</param>
public sealed record GripReading(
    double CoreSmallest,
    double CoreLargest,
    double LeftSmallest,
    double LeftLargest,
    double RightSmallest,
    double RightLargest);
