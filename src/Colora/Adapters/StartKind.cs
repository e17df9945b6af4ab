namespace Colora.Adapters;

/// <summary>How A, B and the cores begin. ΔW = 0 needs one zero factor and exactly one: with two, all gradients vanish.</summary>
public enum StartKind
{
    /// <summary>The start, its ρ and the rank that a short race on validation rows likes best (<c>StartRace</c>). CoLoRA only.</summary>
    Auto,

    /// <summary>B = 0, A Kaiming-uniform, S_i = ρ I + √(1−ρ²) Q_i with Q_i random orthogonal: users begin in different frames of the shared space.</summary>
    OrthogonalMix,

    /// <summary>B = 0, A Kaiming-uniform, S_i = I (+ ε N): for very similar users; B first follows the mean task.</summary>
    LoraLike,

    /// <summary>A and B random orthonormal, S_i = 0: the cores move first.</summary>
    Orthonormal,

    /// <summary>A and B from the second moment of the users' first gradients, S_i = 0: for very few rows.</summary>
    Spectral,

    /// <summary>A and B from the singular vectors of W0, S_i ~ N(0, 1e-5²): informed without a gradient pass (LoRA-XS's start).</summary>
    WeightSvd,
}
