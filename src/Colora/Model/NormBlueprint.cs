namespace Colora.Model;

/// <summary>A normalisation x / √(mean(x²) + ε) · weight.</summary>
/// <param name="Path">Path without <c>.weight</c>: <c>model.norm</c>.</param>
/// <param name="Size">Features.</param>
/// <param name="Epsilon">ε, 0 … 1.</param>
public sealed record NormBlueprint(string Path, int Size, double Epsilon)
{
    /// <summary>The weight [size].</summary>
    public WeightShape Weight => new($"{Path}.weight", [Size]);
}
