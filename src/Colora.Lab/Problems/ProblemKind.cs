namespace Colora.Lab.Problems;

/// <summary>The two forms of heterogeneous linear regression (regression theory B.1).</summary>
public enum ProblemKind
{
    /// <summary>S, matrix sensing: y_ij = ⟨X_ij, U L_i Vᵀ⟩ + σ e_ij.</summary>
    Sensing,

    /// <summary>M, multi-output, the shape of LoRA: Y_i = X_i U L_i Vᵀ + (σ/√d2) E_i.</summary>
    MultiOutput,
}
