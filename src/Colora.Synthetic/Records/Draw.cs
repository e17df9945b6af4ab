using Colora.Synthetic.Samples;

namespace Colora.Synthetic.Records;

/// <summary>
/// Seeded draws in order, the same on every platform: the i-th draw is a function of (seed, stream, i) alone.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="stream">Name of the stream; streams of one seed are independent.</param>
public sealed class Draw(ulong seed, string stream)
{
    private readonly CounterNoise noise = new(seed, stream);
    private ulong next;

    /// <summary>A whole number from 0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => noise.Below(end, next++);

    /// <summary>A whole number from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>True in <paramref name="percent"/> of a hundred draws.</summary>
    public bool Chance(int percent) => Below(100) < percent;

    /// <summary>One of the items.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One of an enumeration's values.</summary>
    public T Pick<T>() where T : struct, Enum => Pick(Enum.GetValues<T>());

    /// <summary><paramref name="count"/> different items in random order (Fisher and Yates).</summary>
    public T[] Some<T>(IReadOnlyList<T> items, int count)
    {
        T[] pool = [.. items];
        for (var i = 0; i < count; i++)
        {
            var j = Between(i, pool.Length - 1);
            (pool[i], pool[j]) = (pool[j], pool[i]);
        }

        return pool[..count];
    }

    /// <summary>The first draw that satisfies a condition.</summary>
    public static T Until<T>(Func<T> draw, Func<T, bool> holds)
    {
        while (true)
        {
            var drawn = draw();
            if (holds(drawn)) return drawn;
        }
    }
}
