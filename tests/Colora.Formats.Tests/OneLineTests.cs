namespace Colora.Formats.Tests;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("a\nb\r\nc", "a b c")]
    [InlineData("\u001b[31mred\u0007", "\\u001b[31mred\\u0007")]
    [InlineData("a\u202Eb\u2066c", "a\\u202eb\\u2066c")] // turns the direction of what follows
    [InlineData("a\u200Bb\u200D\uFEFF", "a\\u200bb\\u200d\\ufeff")] // zero width
    [InlineData("é 😀 日本", "é 😀 日本")]
    [InlineData("\U000E0041", "\\udb40\\udc41")] // a tag, which nobody sees
    public void What_steers_a_terminal_or_hides_is_written_as_its_code(string text, string expected) => Assert.Equal(expected, OneLine.Of(text));

    [Fact]
    public void A_long_text_keeps_its_beginning_and_its_end()
    {
        var line = OneLine.Of("begin" + new string('x', 1_000_000) + "end");
        Assert.InRange(line.Length, 900, OneLine.Longest);
        Assert.StartsWith("beginx", line);
        Assert.EndsWith("xend", line);
        Assert.Equal("x\\ud83dy", OneLine.Of("x\uD83Dy"));
        Assert.True(OneLine.Of(new string('\u0001', 5000)).Length <= OneLine.Longest);
    }

    [Theory]
    [InlineData(5000, 10, 10, 10)]
    [InlineData(10, 5000, 10, 10)]
    [InlineData(5000, 5000, 5000, 5000)]
    [InlineData(10, 900, 900, 20)]
    [InlineData(300, 300, 300, 300)]
    public void A_message_has_at_most_a_thousand_characters_and_keeps_all_its_parts(int where, int found, int expected, int remedy)
    {
        var e = new InputException("W" + new string('w', where) + ".json", "F" + new string('f', found), "E" + new string('e', expected), "R" + new string('r', remedy) + "\n\u202e");
        Assert.True(e.Message.Length <= 990, $"{e.Message.Length}");
        Assert.All((string[])["Ww", "w.json: F", "; expected E", "; R", "\\u202e"], part => Assert.Contains(part, e.Message));
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_short_message_is_as_it_was() => Assert.Equal("a: b; expected c; d", new InputException("a", "b", "c", "d").Message);
}
