namespace Colora.Testing.DoublePrecision;

/// <summary>Seeded random numbers for small test cases.</summary>
public sealed class DoubleNoise(int seed)
{
    private readonly Random random = new(seed);

    /// <summary><paramref name="count"/> numbers ~ N(0, <paramref name="deviation"/>²), by Box and Muller.</summary>
    public double[] Normal(int count, double deviation)
    {
        var result = new double[count];
        for (var i = 0; i < count; i++)
            result[i] = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return result;
    }

    /// <summary><paramref name="count"/> whole numbers from <paramref name="least"/> to below <paramref name="end"/>.</summary>
    public long[] Integers(int count, int least, int end)
    {
        var result = new long[count];
        for (var i = 0; i < count; i++) result[i] = random.Next(least, end);
        return result;
    }
}
