using System.Text.Json;
using Colora.Testing;
using Xunit;

namespace Colora.Evaluation;

public sealed class PorterStemmerTests
{
    [Theory]
    [InlineData("running", "run")]
    [InlineData("quickly", "quickli")]
    [InlineData("caresses", "caress")]
    [InlineData("ponies", "poni")]
    [InlineData("dies", "die")] // NLTK; Porter: di
    [InlineData("died", "die")] // NLTK; Porter: di
    [InlineData("spied", "spi")]
    [InlineData("agreed", "agre")]
    [InlineData("feed", "feed")]
    [InlineData("conflated", "conflat")]
    [InlineData("hopping", "hop")]
    [InlineData("hoping", "hope")]
    [InlineData("falling", "fall")]
    [InlineData("hissing", "hiss")]
    [InlineData("fizzed", "fizz")]
    [InlineData("happy", "happi")]
    [InlineData("enjoy", "enjoy")] // NLTK: y after a vowel stays
    [InlineData("rationally", "ration")] // NLTK: alli twice
    [InlineData("hopefully", "hope")] // NLTK: fulli
    [InlineData("geology", "geolog")] // NLTK: logi
    [InlineData("relational", "relat")]
    [InlineData("adoption", "adopt")]
    [InlineData("opinion", "opinion")]
    [InlineData("controlling", "control")]
    [InlineData("rate", "rate")]
    [InlineData("cease", "ceas")]
    [InlineData("skies", "sky")]
    [InlineData("dying", "die")]
    [InlineData("news", "news")]
    [InlineData("Succeed", "succeed")]
    [InlineData("is", "is")]
    [InlineData("a", "a")]
    [InlineData("", "")]
    [InlineData("123s", "123")]
    public void Stem_FollowsNltk(string word, string stem) => Assert.Equal(stem, PorterStemmer.Stem(word));

    [Fact]
    public void Stem_TakesLongRunsOfY()
    {
        var word = new string('y', 5000);

        // y alternates consonant and vowel; the last of an even count is a vowel after a consonant, so that step 1c sees "…y" after a consonant.
        Assert.Equal(word.Length, PorterStemmer.Stem(word).Length);
    }

    [Fact]
    public void Stem_EqualsEveryReferenceStem()
    {
        var stems = JsonSerializer.Deserialize<Dictionary<string, string>>(
            File.ReadAllText(SharedData.Require("reference", "porter_stems.json")))!;

        Assert.Equal(4000, stems.Count);
        Assert.Empty(stems.Where(pair => PorterStemmer.Stem(pair.Key) != pair.Value).Select(pair => $"{pair.Key}: {pair.Value}"));
    }
}
