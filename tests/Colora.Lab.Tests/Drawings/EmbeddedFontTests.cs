using Colora.Lab.Drawings;
using Xunit;

namespace Colora.Lab.Tests.Drawings;

public sealed class EmbeddedFontTests
{
    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog. THE QUICK BROWN FOX 0123456789")]
    [InlineData("äöüßÄÖÜ éèêë çñ åøæœ ŁłŚśŻż čďěňřšťž ğıİş őű ășț þð ŵŷ ẞ ạậẽỹ")]
    [InlineData("αβγδεζηθικλμνξοπρστυφχψω ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ άέήίόύώ")]
    [InlineData("абвгдежзийклмнопрстуфхцчшщъыьэюя АБВГДЕЁЖЗИЙ їєґ")]
    [InlineData("≤ ≥ ± − × · … → ← ↑ ↓ ≈ ≠ ∞ √ ∑ ∂ ∆ – — ‘’ “” „ • € ‰ ° ² ³ ½ □ ■ ✓ ‹ › « »")]
    public void It_has_the_letters_and_signs_that_reports_use(string text)
    {
        Assert.DoesNotContain(text.EnumerateRunes(), rune => rune.Value != ' ' && EmbeddedFont.Typeface(false).GetGlyph(rune.Value) == 0);
        Assert.DoesNotContain(text.EnumerateRunes(), rune => rune.Value != ' ' && EmbeddedFont.Typeface(true).GetGlyph(rune.Value) == 0);
    }

    [Fact]
    public void What_it_lacks_is_named_and_drawn_as_a_box_where_no_font_has_it()
    {
        Assert.Empty(EmbeddedFont.Lacks("tenant-1 Größe"));
        const string Unassigned = "\U000F0001";
        Assert.Equal([Unassigned], EmbeddedFont.Lacks($"a{Unassigned}b{Unassigned}"));
        Assert.Equal(Letters.Width("a□b"), Letters.Width($"a{Unassigned}b"), 1e-3);
    }

    [Fact]
    public void Browsers_get_the_same_letters()
    {
        foreach (var isBold in (bool[])[false, true])
        {
            var file = EmbeddedFont.Woff2(isBold);
            Assert.Equal("wOF2"u8.ToArray(), file[..4]);
            Assert.InRange(file.Length, 10_000, 40_000);
        }
    }
}
