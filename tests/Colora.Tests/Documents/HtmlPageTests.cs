using System.Text.RegularExpressions;
using Colora.Documents;
using Xunit;

namespace Colora.Tests.Documents;

public sealed class HtmlPageTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("</td></table></style><script>")]
    [InlineData("a\u202eb\u2066\nc|`d`")]
    public void A_hostile_text_is_harmless_everywhere(string text)
    {
        var document = new ReportDocument(text, [new ParagraphBlock(Prose.Of($"{text} and `code`"), IsLead: true), new HeadingBlock(2, text), new TableBlock([new(text, IsText: true)], [[text]]), new FigureBlock("f")]);
        var page = HtmlPage.Of(document, ":root{}", name => (text, "<svg></svg>"));
        var tags = Regex.Matches(page, "<([a-z0-9]+)").Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Empty(tags.Except(["html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "code", "div", "table", "thead", "tbody", "tr", "th", "td", "bdi", "figure", "figcaption", "svg"]));
        Assert.DoesNotMatch("<[^>]* on[a-z]+=", page);
        Assert.DoesNotContain("\u202e", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u2066", page, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(page, "</style>"));
    }

    [Fact]
    public void It_stands_alone_and_suits_phone_dark_and_paper()
    {
        var page = HtmlPage.Of(new ReportDocument("Question?", []), "", _ => null);
        Assert.DoesNotMatch("(src|href)=", page);
        Assert.DoesNotContain("url(http", page, StringComparison.Ordinal);
        Assert.Contains("<h1>Question?</h1>", page, StringComparison.Ordinal);
        Assert.Contains("width=device-width", page, StringComparison.Ordinal);
        Assert.Contains("@media print", page, StringComparison.Ordinal);
        Assert.Contains("light dark", page, StringComparison.Ordinal);
    }
}
