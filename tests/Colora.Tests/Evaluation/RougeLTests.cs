using CsCheck;
using Xunit;

namespace Colora.Evaluation;

public sealed class RougeLTests
{
    [Theory]
    [InlineData("the cat sat", "the cat sat on the mat", 2.0 / 3)] // P = 1, R = 1/2
    [InlineData("Running quickly!", "run quickly", 1)]
    [InlineData("", "x", 0)]
    [InlineData("x", "", 0)]
    [InlineData("", "", 0)]
    [InlineData("A", "(A)", 1)]
    [InlineData("!!!", "!!!", 0)]
    [InlineData("red green red green", "green red", 2.0 / 3)] // P = 1/2, R = 1
    [InlineData("north east south", "south east north", 1.0 / 3)]
    [InlineData("left_hand", "left hand", 1)]
    [InlineData("gas", "ga", 0)] // three characters: not stemmed
    [InlineData("\u0130zmir", "i zmir", 1)] // lower() gives i + U+0307
    [InlineData("300 \u212A", "300 k", 1)] // the Kelvin sign
    [InlineData("a\u2003b\u001Cc", "a b c", 1)] // Unicode blanks
    [InlineData("\u043C\u0438\u0440", "\u043C\u0438\u0440", 0)] // no a-z at all
    public void Score_OfOneReference(string prediction, string reference, double expected) =>
        Assert.Equal(expected, Score.RougeL.Of(prediction, reference), 1e-15);

    [Fact]
    public void Score_IsTheHighestOverReferences() =>
        Assert.Equal(0.8, Score.RougeL.Of("north east south", ["south east north", "north south", "west"]), 1e-15);

    [Fact]
    public void Score_RefusesNoReference() => Assert.Throws<ArgumentException>(() => Score.RougeL.Of("x", []));

    [Fact]
    public void Score_IsSymmetricAndAtMostOne()
    {
        var texts = Gen.OneOf("a", "b", "c", "running", "run", "!").List[0, 8].Select(words => string.Join(' ', words));
        Gen.Select(texts, texts).Sample((a, b) =>
        {
            var score = Score.RougeL.Of(a, b);
            Assert.InRange(score, 0, 1);
            Assert.Equal(score, Score.RougeL.Of(b, a), 1e-15);
        });
    }

    [Fact]
    public void Score_EqualsEveryReferenceScore()
    {
        var rows = PublishedScore.ReadAll();

        Assert.Equal(300, rows.Count);
        Assert.All(rows, row => Assert.Equal(row.RougeL, Score.RougeL.Of(row.Prediction, row.References), 1e-12));
    }
}
