using Colora.Documents;
using Xunit;

namespace Colora.Tests.Documents;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("bank_2", "bank_2")]
    [InlineData("a|b", @"a\|b")]
    [InlineData("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>")]
    [InlineData("`rm -rf`", @"\`rm -rf\`")]
    [InlineData("**x** _y_ ~~z~~", @"\*\*x\*\* \_y\_ \~\~z\~\~")]
    [InlineData("![i](http://x)", @"!\[i\](http://x)")]
    [InlineData("&lt; A&B", "&amp;lt; A&amp;B")]
    [InlineData("R & D", "R & D")]
    [InlineData("# x", @"\# x")]
    [InlineData("> x", @"\> x")]
    [InlineData("-5.0", "-5.0")]
    [InlineData("back\\slash", @"back\\slash")]
    [InlineData("a\nb|\r\n---", @"a\\u000ab\|\\u000d\\u000a---")]
    [InlineData("a\u202eb", @"a\\u202eb")]
    public void Text_from_outside_stays_text(string text, string expected) => Assert.Equal(expected, MarkdownText.Escape(text));

    [Fact]
    public void A_table_keeps_its_shape_whatever_its_cells_hold()
    {
        var table = new TableBlock([new("user|x", IsText: true), new("gain")], [["a|b\n|c|", "+1.0"], ["<b>", "–"]]);
        var lines = MarkdownText.Of(table).TrimEnd('\n').Split('\n');
        Assert.Equal([@"| user\|x | gain |", "|---|---:|", @"| a\|b\\u000a\|c\| | +1.0 |", "| &lt;b> | – |"], lines);
    }

    [Fact]
    public void Prose_sets_what_stands_literally_and_nothing_that_is_filled_in()
    {
        var name = "`x` **y** <i>";
        var document = new ReportDocument("T|<", [new ParagraphBlock(Prose.Of($"With `--steps 3` {name} is **well** done: {1.5:0.00}."), IsLead: false), new HeadingBlock(2, "<h>"), new FigureBlock("none")]);
        Assert.Equal("# T\\|&lt;\n\nWith `--steps 3` \\`x\\` \\*\\*y\\*\\* &lt;i> is **well** done: 1.50.\n\n## &lt;h>\n", MarkdownText.Of(document));
    }
}
