using Xunit;

namespace Colora.Configuration;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("rnak", "rank")] // neighbours exchanged
    [InlineData("rnk", "rank")]
    [InlineData("Rank", "rank")]
    [InlineData("learning-rate", "learning_rate")]
    [InlineData("learnig_rat", "learning_rate")]
    [InlineData("batchsize", "batch_size")]
    [InlineData("r", null)]
    [InlineData("temperature", null)]
    [InlineData("", null)]
    public void Nearest_FindsWhatWasMeant(string name, string? meant) =>
        Assert.Equal(meant, Spelling.Nearest(name, ["alpha", "rank", "learning_rate", "batch_size"]));

    [Fact]
    public void Nearest_TakesTheClosest_ThenTheFirst()
    {
        Assert.Equal("steps", Spelling.Nearest("stepps", ["stops", "steps"]));
        Assert.Equal("bat", Spelling.Nearest("xat", ["bat", "cat"]));
    }
}
