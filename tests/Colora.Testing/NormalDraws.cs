using Colora.Engine;

namespace Colora.Testing;

/// <summary>Seeded standard normal numbers (Box and Muller).</summary>
public sealed class NormalDraws(long seed)
{
    private ulong state = (ulong)seed;
    private double? kept;

    public double Next()
    {
        if (kept is { } second)
        {
            kept = null;
            return second;
        }

        var radius = Math.Sqrt(-2 * Math.Log(Uniform()));
        var angle = 2 * Math.PI * Uniform();
        kept = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    private double Uniform() => ((SeedSequence.Next(ref state) >> 11) + 0.5) / (1UL << 53);
}
