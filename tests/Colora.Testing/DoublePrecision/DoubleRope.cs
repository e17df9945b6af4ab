namespace Colora.Testing.DoublePrecision;

/// <summary>How the frequencies of the rotary embedding are scaled.</summary>
public enum DoubleRopeKind
{
    /// <summary>θ^(−2i/d).</summary>
    Default,

    /// <summary>All frequencies divided by the factor.</summary>
    Linear,

    /// <summary>Long waves divided by the factor, short ones kept, a ramp between.</summary>
    Llama3,
}

/// <summary>Rotary position embedding (Su et al. 2021, arXiv:2104.09864), halves of the head rotated against each other.</summary>
public sealed record DoubleRope(
    double Theta,
    DoubleRopeKind Kind = DoubleRopeKind.Default,
    double Factor = 1,
    double LowFrequencyFactor = 1,
    double HighFrequencyFactor = 4,
    double OriginalLength = 8192)
{
    /// <summary>Angles per position, one for each pair (i, i + d/2): d/2 numbers.</summary>
    public double[] Frequencies(int headDim)
    {
        var result = new double[headDim / 2];
        for (var i = 0; i < result.Length; i++) result[i] = Scale(Math.Pow(Theta, -2.0 * i / headDim));
        return result;
    }

    /// <summary>
    /// Rotates one head in place by <paramref name="position"/>; <paramref name="direction"/> −1 turns back, which is also the
    /// gradient, since a rotation's transpose is its inverse.
    /// </summary>
    public static void Rotate(Span<double> head, double[] frequencies, double position, int direction)
    {
        var half = frequencies.Length;
        for (var i = 0; i < half; i++)
        {
            var (sin, cos) = (direction * Math.Sin(position * frequencies[i]), Math.Cos(position * frequencies[i]));
            var (x, y) = (head[i], head[i + half]);
            head[i] = x * cos - y * sin;
            head[i + half] = y * cos + x * sin;
        }
    }

    private double Scale(double frequency) => Kind switch
    {
        DoubleRopeKind.Linear => frequency / Factor,
        DoubleRopeKind.Llama3 => ScaleLlama3(frequency),
        _ => frequency,
    };

    private double ScaleLlama3(double frequency)
    {
        var turns = OriginalLength * frequency / (2 * Math.PI); // full turns within the length of the first training
        if (turns < LowFrequencyFactor) return frequency / Factor;
        if (turns > HighFrequencyFactor) return frequency;
        var kept = (turns - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor);
        return (1 - kept) * frequency / Factor + kept * frequency;
    }
}
