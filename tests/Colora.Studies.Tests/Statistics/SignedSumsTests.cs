using Colora.Studies.Statistics;
using Xunit;

namespace Colora.Studies.Tests.Statistics;

/// <summary>Sums under many signs.</summary>
public sealed class SignedSumsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(64)]
    [InlineData(75)]
    public void They_are_what_adding_one_by_one_gives(int count)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => Math.Sin(i + 1))];
        foreach (var signs in (ulong[])[0, 1, 0b1010_0110_1011, ulong.MaxValue, 0xF0F0_1234_5678_9ABC])
            Assert.Equal(values.Select((value, i) => (signs >> i % 64 & 1) == 0 ? value : -value).Sum(), new SignedSums(values).Of(signs), 10);
    }
}
