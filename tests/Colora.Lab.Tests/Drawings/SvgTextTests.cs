using System.Xml.Linq;
using Colora.Lab.Drawings;
using Xunit;

namespace Colora.Lab.Tests.Drawings;

public sealed class SvgTextTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\" onload=\"alert(1)")]
    [InlineData("]]> & &amp; '")]
    [InlineData("a\u202eb\u0000c\nd\ud800")]
    public void A_hostile_name_is_text(string name)
    {
        var drawing = new Drawing(name, 200, 40);
        drawing.Fitted(0, 20, name, 500, Palette.Text);
        drawing.Fitted(0, 20, name, 12, Palette.Text);
        var svg = XElement.Parse(SvgText.Of(drawing));
        Assert.All(svg.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, (string[])["svg", "text", "title"]));
        Assert.All(svg.DescendantsAndSelf().Attributes(), attribute => Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)));
        Assert.DoesNotContain("\u202e", svg.ToString(), StringComparison.Ordinal);

        // Whole where there is room; else cut, with the whole beside it.
        var texts = svg.Elements(svg.Name.Namespace + "text").ToList();
        Assert.Null(texts[0].Element(svg.Name.Namespace + "title"));
        Assert.Equal(texts[0].Value, texts[1].Element(svg.Name.Namespace + "title")!.Value);
    }

    [Fact]
    public void Text_stays_text_and_colours_are_the_pages_to_set()
    {
        var drawing = new Drawing("x", 200, 40);
        drawing.Text(1, 2, "gain over local", Palette.Muted, anchor: Anchor.Middle, turn: -90);
        drawing.Box(0, 0, 5, 5, Palette.Diverging(1));
        var svg = SvgText.Of(drawing);
        Assert.Contains(">gain over local</text>", svg, StringComparison.Ordinal);
        Assert.Contains("var(--muted,#59636e)", svg, StringComparison.Ordinal);
        Assert.Contains("--muted:#a0aab4", Palette.StyleSheet(), StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", Palette.StyleSheet(), StringComparison.Ordinal);
    }
}
