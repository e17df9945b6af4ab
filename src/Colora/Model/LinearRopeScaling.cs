namespace Colora.Model;

/// <summary>Every frequency divided by a factor: positions are interpolated.</summary>
/// <param name="Factor">≥ 1.</param>
public sealed record LinearRopeScaling(double Factor) : RopeScaling
{
    /// <inheritdoc />
    public override double[] Apply(double[] frequencies) => Array.ConvertAll(frequencies, f => f / Factor);
}
