using Colora.Studies.Statistics;
using Xunit;

namespace Colora.Studies.Tests.Statistics;

/// <summary>The sum of 1/√p of several chances.</summary>
public sealed class ChanceSumTests
{
    [Fact]
    public void One_term_is_the_chance_itself()
    {
        foreach (var chance in (double[])[0.9, 0.3, 0.05, 0.001]) Assert.InRange(ChanceSum.Chance(1, ChanceSum.Term(chance)), chance, chance * 1.13);
        Assert.Equal(1, ChanceSum.Chance(1, 1), 12);
    }

    [Fact]
    public void Two_terms_are_what_the_integral_says()
    {
        // P(X + Y ≥ 4) for P(X > x) = x⁻²: 3⁻² + ∫₁³ 2 x⁻³ (4 − x)⁻² dx; by partial fractions 1/9 + 2 (6/256 ln 3 + 3/64 · 2/3 + 1/32 · 8/9).
        var exact = 1 / 9.0 + 2 * (6 / 256.0 * Math.Log(3) + 3 / 64.0 * 2 / 3 + 1 / 32.0 * 8 / 9);
        Assert.InRange(ChanceSum.Chance(2, 4), exact, exact + 0.02);
    }

    [Fact]
    public void Beyond_the_grid_a_chance_is_not_nothing() => Assert.InRange(ChanceSum.Chance(ChanceSum.Most, 1e9), 1e-6, 1e-3);
}
