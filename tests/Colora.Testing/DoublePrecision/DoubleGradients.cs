namespace Colora.Testing.DoublePrecision;

/// <summary>Derivatives of the loss.</summary>
/// <param name="Weights">By the name and in the shape of the weight; empty when only the adapter's were asked for.</param>
/// <param name="Adapter">In the shapes of the adapter; null without one. Zero for a user who owns no row.</param>
public sealed record DoubleGradients(IReadOnlyDictionary<string, double[]> Weights, DoubleAdapter? Adapter);
