namespace Colora.Model;

/// <summary>
/// Llama 3.1's scaling: wavelengths longer than originalLength/lowFactor are divided by the factor, those shorter than
/// originalLength/highFactor stay, those between are blended.
/// </summary>
/// <param name="Factor">Division of the low frequencies, for example 8.</param>
/// <param name="LowFrequencyFactor">For example 1.</param>
/// <param name="HighFrequencyFactor">For example 4.</param>
/// <param name="OriginalLength">Context length of the original training, in tokens.</param>
public sealed record Llama3RopeScaling(
    double Factor, double LowFrequencyFactor, double HighFrequencyFactor, double OriginalLength) : RopeScaling
{
    /// <inheritdoc />
    public override double[] Apply(double[] frequencies) => Array.ConvertAll(frequencies, frequency =>
    {
        var wavelength = 2 * Math.PI / frequency;
        if (wavelength > OriginalLength / LowFrequencyFactor) return frequency / Factor;
        if (wavelength < OriginalLength / HighFrequencyFactor) return frequency;
        var smooth = (OriginalLength / wavelength - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor);
        return (1 - smooth) * frequency / Factor + smooth * frequency;
    });
}
