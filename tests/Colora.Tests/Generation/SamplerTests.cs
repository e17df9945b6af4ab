using Colora.Generation;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Generation;

/// <summary>The coldest temperature is the arg-max, the hottest draws evenly; neither overflows.</summary>
public sealed class SamplerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5e-324)]
    [InlineData(1e-40)]
    [InlineData(1e-10)]
    public void A_temperature_near_zero_takes_the_likeliest_token(double temperature)
    {
        using var logits = tensor(new[] { 1f, 88f, 87.9f, -3e38f, -2f, 3e38f, 2.9e38f, 0f }, [2, 4]);
        using var sampler = new NextTokenSampler(new GenerationConfig { Temperature = temperature });
        for (var i = 0; i < 20; i++) Assert.Equal([1L, 1L], sampler.Pick(logits));
    }

    [Fact]
    public void The_highest_temperature_draws_from_all_tokens()
    {
        using var logits = tensor(new[] { 0f, 50f, -50f }, [1, 3]);
        using var sampler = new NextTokenSampler(new GenerationConfig { Temperature = 1e308 });
        var counts = new int[3];
        for (var i = 0; i < 300; i++) counts[sampler.Pick(logits)[0]]++;
        Assert.All(counts, count => Assert.InRange(count, 60, 140));
    }
}
