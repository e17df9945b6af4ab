using Xunit;

namespace Colora.Evaluation;

public sealed class SquadMatchTests
{
    [Theory]
    [InlineData("Paris!", "paris", true)]
    [InlineData("...", "-", true)] // nothing is left of either
    [InlineData("the moon", "moon", false)] // articles count
    [InlineData("20,500", "20500", true)]
    [InlineData("20 500", "20,500", false)]
    [InlineData("left_hand", "lefthand", true)]
    [InlineData("  far \t away\r\n", "far away", true)]
    [InlineData("a\u001Cb\u3000c", "a b c", true)] // blanks to Python
    [InlineData("far\u200Baway", "far away", false)] // a zero-width space is none
    [InlineData("\u0130", "i\u0307", true)]
    [InlineData("\u0130", "i", false)]
    [InlineData("\u212A", "k", true)]
    [InlineData("\u039F\u0394\u039F\u03A3", "\u03BF\u03B4\u03BF\u03C2", true)] // a final sigma
    [InlineData("\u03A3\u03A3", "\u03C3\u03C2", true)]
    [InlineData("\u03A3", "\u03C3", true)] // alone it is not final
    [InlineData("\u00BFno?", "no", false)] // only ASCII punctuation goes
    [InlineData("\U00010400", "\U00010428", true)] // Deseret
    public void Matches_OneReference(string prediction, string reference, bool expected) =>
        Assert.Equal(expected ? 1 : 0, Score.ExactMatchSquad.Of(prediction, reference));

    [Fact]
    public void Matches_AnyReference()
    {
        Assert.Equal(1, Score.ExactMatchSquad.Of("LEFT", ["right", "left;"]));
        Assert.Equal(0, Score.ExactMatchSquad.Of("left", ["-", "right"]));
    }

    [Fact]
    public void Matches_RefusesNoReference() => Assert.Throws<ArgumentException>(() => Score.ExactMatchSquad.Of("x", []));

    [Fact]
    public void Matches_EqualsEveryReference()
    {
        var rows = PublishedScore.ReadAll();

        Assert.Equal(300, rows.Count);
        Assert.All(rows, row => Assert.Equal(row.ExactMatchSquad, Score.ExactMatchSquad.Of(row.Prediction, row.References)));
    }
}
