namespace Colora.Lab.Recovery;

/// <summary>What rounds of gradient descent ended with.</summary>
/// <param name="Deployed">Mean error with the cores as they are.</param>
/// <param name="Refitted">Mean error after a last exact core step.</param>
/// <param name="SinU">Distance of U.</param>
/// <param name="Gap">Mean over users and the first five rounds of ‖mean_j U_j L_i V_jᵀ − Ū L_i V̄ᵀ‖ relative to the
/// first: what averaging the factors, and not their products, changes.</param>
/// <param name="Residual">‖residual‖ / ‖y‖ on the training rows.</param>
public sealed record RoundsResult(double Deployed, double Refitted, double SinU, double Gap, double Residual);
