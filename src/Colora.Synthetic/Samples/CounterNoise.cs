namespace Colora.Synthetic.Samples;

/// <summary>
/// Random numbers by counting: the i-th number of a stream is a function of (seed, stream name, i) alone, so that a
/// tensor can be written piece by piece and is the same, bit for bit, on every platform. The bits are SplitMix64's
/// (Steele, Lea and Flood 2014).
/// </summary>
internal readonly struct CounterNoise
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // Eight 16-bit numbers, uniform on 0 … 65535: their sum has this mean and this standard deviation.
    private const int Terms = 8;
    private const double Mean = Terms * 65535 / 2.0;
    private static readonly double Deviation = Math.Sqrt(Terms * (65536.0 * 65536.0 - 1) / 12);

    private readonly ulong key;

    public CounterNoise(ulong seed, string stream)
    {
        // FNV-1a of the name, in UTF-16 units: string.GetHashCode differs from run to run.
        var hash = 0xCBF29CE484222325;
        foreach (var c in stream) hash = (hash ^ c) * 0x100000001B3;
        key = Mix(Mix(seed + Golden) ^ hash);
    }

    /// <summary>64 uniform bits.</summary>
    public ulong Bits(ulong index) => Mix(key + (index + 1) * Golden);

    /// <summary>
    /// A whole number from 0 to below <paramref name="end"/> (far below 2^32, so that the bias of the product is below
    /// 2^−32).
    /// </summary>
    public int Below(int end, ulong index) => (int)((Bits(index) >> 32) * (ulong)end >> 32);

    /// <summary>
    /// A number of mean 0 and variance 1, nearly normal, between −4.9 and 4.9: a sum of eight uniform ones. Box and
    /// Muller's logarithm and cosine would differ in the last bit between platforms; this is exact up to one division.
    /// </summary>
    public double Normal(ulong index) => (Sum(Bits(2 * index)) + Sum(Bits(2 * index + 1)) - Mean) / Deviation;

    private static int Sum(ulong bits) =>
        (int)((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
