namespace Colora.Lab.Problems;

/// <summary>How the users' tasks relate.</summary>
/// <param name="Similarity">ρ in −1 … 1: L_i = ρ L_0 + √(1−ρ²) G_i.</param>
/// <param name="Condition">κ ≥ 1: L_i is multiplied on both sides by diag(κ^(−a/(r−1))), a = 0 … r−1.</param>
/// <param name="Private">p ≥ 0: norm of a rank-one part of M_i outside the shared form, while the shared part has norm
/// 1.</param>
public sealed record TaskShape(double Similarity = 0, double Condition = 1, double Private = 0);
