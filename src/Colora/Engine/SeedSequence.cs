using System.Text;
using static TorchSharp.torch;

namespace Colora.Engine;

/// <summary>
/// Derives independent seeds from the one seed of a run and a path of names and numbers ("start", module, user; or
/// "dropout", step), so that nothing depends on the order in which random numbers are drawn and a resumed run needs no
/// saved generator state. FNV-1a over the parts, finished by SplitMix64.
/// </summary>
public static class SeedSequence
{
    /// <summary>A 63-bit seed for the path.</summary>
    public static long Derive(long seed, params ReadOnlySpan<object> path)
    {
        var hash = 14695981039346656037UL;
        Mix(ref hash, BitConverter.GetBytes(seed));
        foreach (var part in path)
        {
            Mix(ref hash, Encoding.UTF8.GetBytes(Convert.ToString(part, System.Globalization.CultureInfo.InvariantCulture)!));
            Mix(ref hash, [0xff]);
        }

        return (long)(Finish(hash) >> 1);
    }

    /// <summary>A generator of the tensor library seeded for the path.</summary>
    public static Generator NewGenerator(long seed, params ReadOnlySpan<object> path) => new((ulong)Derive(seed, path), CPU);

    /// <summary>A random permutation of 0…<paramref name="count"/>−1 for the path (Fisher-Yates over SplitMix64).</summary>
    public static int[] Permutation(int count, long seed, params ReadOnlySpan<object> path)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++) order[i] = i;
        var state = (ulong)Derive(seed, path);
        for (var i = count - 1; i > 0; i--)
        {
            var j = (int)(Next(ref state) % (ulong)(i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>The next 64 bits of SplitMix64; begin with a derived seed.</summary>
    public static ulong Next(ref ulong state)
    {
        state += 0x9e3779b97f4a7c15UL;
        return Finish(state);
    }

    private static void Mix(ref ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            hash ^= b;
            hash *= 1099511628211UL;
        }
    }

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return z ^ (z >> 31);
    }
}
