namespace Colora.Formats.Tests;

public sealed class UserNameTests
{
    [Theory]
    [InlineData("task184_snli_entailment-to.neutral")]
    [InlineData("Zoë 用户 😀")]
    [InlineData("a")]
    public void File_names_are_accepted(string name) => Assert.Equal(name, UserName.Check(name, "users.yaml"));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("  ", "is empty")]
    [InlineData(".hidden", "dot")]
    [InlineData(".", "dot")]
    [InlineData("..", "dot")]
    [InlineData("a..b", "'..'")]
    [InlineData("a/b", "separator")]
    [InlineData("a\\b", "separator")]
    [InlineData("a\nb", "control")]
    [InlineData("a\0b", "control")]
    [InlineData("a ", "blank")]
    public void Others_are_refused(string name, string reason) => Refusal.Of(() => UserName.Check(name, "users.yaml"), "users.yaml", reason);

    [Fact]
    public void Length_limit_is_128()
    {
        Assert.Equal(128, UserName.Check(new string('u', 128), "x").Length);
        Refusal.Of(() => UserName.Check(new string('u', 129), "x"), "129 characters");
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Refusal.Of(() => UserName.Check("a\ud800", "x"), "Unicode", @"\ud800");
}
