using Xunit;

namespace Colora.Evaluation;

public sealed class ExactMatchTests
{
    [Theory]
    [InlineData("-5", "5")]
    [InlineData("1.5", "15")]
    [InlineData("+", "-")]
    [InlineData("$12.50", "1250")]
    [InlineData("2024-01-05", "20240105")]
    [InlineData("C++", "C")]
    [InlineData("50%", "50")]
    [InlineData("Yes", "yes")]
    [InlineData("yes.", "yes")]
    [InlineData("a  b", "a b")]
    [InlineData("a\tb", "a b")]
    [InlineData("x\u200B", "x")] // a zero-width space is no white space
    [InlineData("x\uFEFF", "x")]
    [InlineData("\u212A", "K")] // nothing is normalised
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("", "-")]
    public void Answers_that_differ_in_a_character_do_not_match(string prediction, string reference)
    {
        Assert.Equal(0, Score.ExactMatch.Of(prediction, reference));
        Assert.Equal(0, Score.ExactMatch.Of(reference, prediction));
    }

    [Theory]
    [InlineData(" 42", "42")]
    [InlineData("42", "42\n")]
    [InlineData("\t a b \r\n", "a b")]
    [InlineData("\u00A0x\u3000", "x")] // Zs, as Python's str.strip
    [InlineData("\u2028x\u2029\u0085", "x")]
    [InlineData("\u001Cx\u001F", "x")] // white space to Python and not to .NET
    [InlineData(" ", "")]
    [InlineData("!!!", " !!!")]
    public void White_space_at_the_ends_of_either_does_not_count(string prediction, string reference)
    {
        Assert.Equal(1, Score.ExactMatch.Of(prediction, reference));
        Assert.Equal(1, Score.ExactMatch.Of(reference, prediction));
    }

    [Fact]
    public void One_reference_of_several_is_enough()
    {
        Assert.Equal(1, Score.ExactMatch.Of("left ", ["right", " left"]));
        Assert.Equal(0, Score.ExactMatch.Of("left", ["-", "right", "Left"]));
    }

    [Fact]
    public void No_reference_is_refused() => Assert.Throws<ArgumentException>(() => Score.ExactMatch.Of("x", []));
}
