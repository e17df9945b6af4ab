namespace Colora.Model;

/// <summary>Change of the rotary wavelengths for contexts longer than the trained one. Base type: none.</summary>
public record RopeScaling
{
    /// <summary>No change.</summary>
    public static RopeScaling None { get; } = new();

    /// <summary>The changed frequencies; here unchanged.</summary>
    /// <param name="frequencies">theta^(−2j/d), j = 0…d/2−1, in radians per position.</param>
    public virtual double[] Apply(double[] frequencies) => frequencies;
}
