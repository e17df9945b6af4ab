using Colora.Lab.Drawings;
using Colora.Lab.Figures;
using Colora.Testing;
using SkiaSharp;
using Xunit;

namespace Colora.Lab.Tests.Drawings;

/// <summary>Pictures have text on a machine without a font. CI runs these once more where no font can be seen, and says so by COLORA_NO_FONTS=1.</summary>
[Trait("Category", "BareMachine")]
public sealed class BareMachineTests
{
    [Fact]
    public void The_machine_is_as_bare_as_was_said()
    {
        if (Environment.GetEnvironmentVariable("COLORA_NO_FONTS") == "1") Assert.DoesNotContain(SKFontManager.Default.FontFamilies, family => family.Length > 0);
    }

    [Fact]
    public void A_drawing_has_its_words()
    {
        using var folder = new TemporaryFolder();
        PngFile.Save(folder["words.png"], Words("Score by rows", "ångström ≤ 3 × σ → Ω"));
        PngFile.Save(folder["none.png"], Words("", ""));
        using var words = new Pixels(folder["words.png"]);
        using var none = new Pixels(folder["none.png"]);
        Assert.Equal(0, none.Dark(0, 0, 1, 1));
        Assert.InRange(words.Dark(0, 0, 1, 0.4), 200, 20000);
        Assert.InRange(words.Dark(0, 0.4, 1, 1), 200, 20000);

        static Drawing Words(string title, string text)
        {
            var drawing = new Drawing(title, 300, 60);
            drawing.Text(10, 30, text, Palette.Text, 18);
            return drawing;
        }
    }

    [Fact]
    public void A_plot_has_its_title_and_labels()
    {
        using var folder = new TemporaryFolder();
        LossCurve.Save(folder["loss.png"], Enumerable.Range(0, 50).Select(i => ((long)i, 3.0 / (i + 1))).ToList(), []);
        using var pixels = new Pixels(folder["loss.png"]);

        // The title above the frame, the label of the abscissa below it: nothing but text is there.
        Assert.InRange(pixels.Dark(0.4, 0, 0.6, 0.055), 50, 5000);
        Assert.InRange(pixels.Dark(0.3, 0.95, 0.7, 1), 50, 5000);
    }

    [Fact]
    public void The_font_is_the_embedded_one_and_no_other()
    {
        Assert.Equal(EmbeddedFont.Family, EmbeddedFont.Typeface(false).FamilyName);
        Assert.Equal(EmbeddedFont.Family, EmbeddedFont.Typeface(true).FamilyName);
        Assert.True(EmbeddedFont.Typeface(true).IsBold);
        Assert.All(Letters.Runs("Score ≤ 3 × σ → Ω, größer als бета", false), run => Assert.Same(EmbeddedFont.Typeface(false), run.Typeface));
    }
}
