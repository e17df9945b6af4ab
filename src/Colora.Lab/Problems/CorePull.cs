using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>
/// A ridge that pulls every core towards a common one: adds λ n ‖L_i − L̄‖² to a user's sum of squares (theory B.6).
/// </summary>
/// <param name="Towards">L̄ [r,r].</param>
/// <param name="Strength">λ ≥ 0, per row.</param>
public sealed record CorePull(Tensor Towards, double Strength);
