using Colora.Lab.Drawings;
using Xunit;

namespace Colora.Lab.Tests.Drawings;

public sealed class LettersTests
{
    [Fact]
    public void What_fits_stays_and_what_does_not_is_cut_with_an_ellipsis()
    {
        Assert.Equal("bank-1", Letters.Fit("bank-1", 200));
        var cut = Letters.Fit(new string('w', 200), 100);
        Assert.EndsWith("…", cut, StringComparison.Ordinal);
        Assert.InRange(Letters.Width(cut), 80, 100);
        Assert.Equal("…", Letters.Fit("wide", 1));
    }

    [Fact]
    public void A_letter_is_never_cut_in_two()
    {
        var family = "👩‍👩‍👧";
        var cut = Letters.Fit(string.Concat(Enumerable.Repeat(family, 30)), 60);
        Assert.Equal(0, cut.TrimEnd('…').Length % family.Length);
    }

    [Fact]
    public void Lines_are_broken_at_spaces()
    {
        var lines = Letters.Wrap("Gain of each user by colora over training alone", 120, 16, true);
        Assert.True(lines.Count > 2);
        Assert.Equal("Gain of each user by colora over training alone", string.Join(' ', lines));
        Assert.All(lines, line => Assert.InRange(Letters.Width(line, 16, true), 1, 120));
    }
}
