using Xunit;

namespace Colora.Configuration;

public sealed class ConfigProblemTests
{
    [Theory]
    [InlineData("f:1", "a.b", "x", "y", "z", "f:1: a.b: x; expected y; z")]
    [InlineData("f", "", "x", "", "", "f: x")]
    [InlineData("", "a", "x\ny", "", "z", "a: x y; z")]
    public void ToString_IsOneLine(string where, string key, string found, string expected, string remedy, string line) =>
        Assert.Equal(line, new ConfigProblem(where, key, found, expected, remedy).ToString());

    [Fact]
    public void Show_WritesControlsOutAndCutsLongTexts()
    {
        Assert.Equal("a\\n\\u0001\\u2028é", SourceNode.Show("a\n\u0001\u2028é"));
        Assert.Equal(new string('x', 100) + "…", SourceNode.Show(new string('x', 101)));
    }
}
