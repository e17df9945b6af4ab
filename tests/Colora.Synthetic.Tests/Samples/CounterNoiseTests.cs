using Colora.Synthetic.Samples;
using Xunit;

namespace Colora.Synthetic.Tests.Samples;

public sealed class CounterNoiseTests
{
    [Fact]
    public void Streams_of_other_names_or_seeds_differ()
    {
        var first = new CounterNoise(1, "a").Bits(0);
        Assert.Equal(first, new CounterNoise(1, "a").Bits(0));
        Assert.Equal(4, new[] { first, new CounterNoise(1, "b").Bits(0), new CounterNoise(2, "a").Bits(0), new CounterNoise(1, "a").Bits(1) }.Distinct().Count());
    }

    [Fact]
    public void Numbers_look_normal()
    {
        const int Count = 200_000;
        var noise = new CounterNoise(3, "x");
        var values = Enumerable.Range(0, Count).Select(i => noise.Normal((ulong)i)).ToArray();
        Assert.InRange(values.Average(), -.012, .012); // five standard errors
        Assert.InRange(values.Average(x => x * x), .984, 1.016);
        Assert.InRange(values.Average(x => x * x * x), -.03, .03);
        Assert.InRange(values.Average(x => x * x * x * x), 2.75, 2.95); // 3 − 6/(5·8) = 2.85 for eight terms
        Assert.InRange(Enumerable.Range(1, Count - 1).Average(i => values[i] * values[i - 1]), -.012, .012);
        Assert.InRange(values.Count(x => Math.Abs(x) < 1) / (double)Count, .66, .69);
    }

    [Fact]
    public void Every_number_below_the_end_comes_equally_often()
    {
        var noise = new CounterNoise(4, "y");
        var counts = new int[7];
        for (ulong i = 0; i < 70_000; i++) counts[noise.Below(7, i)]++;
        Assert.All(counts, c => Assert.InRange(c, 9_500, 10_500));
    }
}
