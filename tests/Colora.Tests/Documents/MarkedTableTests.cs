using Colora.Documents;
using Colora.Formats;
using Xunit;

namespace Colora.Tests.Documents;

public sealed class MarkedTableTests
{
    private const string Document = "# R\n\n<!-- table: arms data/a.json -->\nold\n<!-- end of table -->\ntext\n<!-- table: plan b.json c.json --><!-- end of table -->\n";

    [Fact]
    public void What_stands_between_the_marks_is_made_and_nothing_else()
    {
        var made = MarkedTable.Update("x.md", Document, (kind, files) => $"{kind} of {string.Join(" and ", files)}\n");
        Assert.Equal(
            "# R\n\n<!-- table: arms data/a.json -->\n\narms of data/a.json\n\n<!-- end of table -->\ntext\n<!-- table: plan b.json c.json -->\n\nplan of b.json and c.json\n\n<!-- end of table -->\n", made);
        Assert.Equal(made, MarkedTable.Update("x.md", made, (kind, files) => $"{kind} of {string.Join(" and ", files)}\n"));
        Assert.Equal(["data/a.json", "b.json", "c.json"], MarkedTable.Files(Document));
    }

    [Theory]
    [InlineData("<!-- table: arms a.json -->\n")]
    [InlineData("<!-- end of table -->\n")]
    [InlineData("<!-- table: arms -->\n<!-- end of table -->\n")]
    public void A_mark_that_is_not_whole_is_refused(string document) => Assert.Contains("x.md", Assert.Throws<InputException>(() => MarkedTable.Update("x.md", document, (_, _) => "")).Message);
}
