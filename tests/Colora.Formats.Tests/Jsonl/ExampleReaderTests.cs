using Colora.Formats.Jsonl;

namespace Colora.Formats.Tests.Jsonl;

public sealed class ExampleReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"input":"i","output":"o"}""", "i", "o", "o")]
    [InlineData("""{"prompt":"i","completion":"o"}""", "i", "o", "o")]
    [InlineData("""{"prompt":"p","completion":"c","input":"i","output":"o"}""", "i", "o", "o")]
    [InlineData("""{"input":"i","output":""}""", "i", "", "")]
    [InlineData("""{"input":"i","output":["o","p"]}""", "i", "o", "o|p")]
    [InlineData("""{"input":"i","output":"o","references":["x","y"]}""", "i", "o", "x|y")]
    [InlineData("""{"input":"i","output":"o","references":null,"other":{}}""", "i", "o", "o")]
    [InlineData("""{"instruction":"do","input":"","output":"o"}""", "", "o", "o")]
    [InlineData("""{"instruction":"do","input":null,"output":"o"}""", "", "o", "o")]
    [InlineData("""{"instruction":"do","output":"o"}""", "", "o", "o")]
    [InlineData("""{"instruction":"do","completion":"o"}""", "", "o", "o")]
    public void Forms_of_a_row(string row, string input, string output, string references)
    {
        var example = Assert.Single(Read(row));
        Assert.Equal((input, output, 1), (example.Input, example.Output, example.Line));
        Assert.Equal(references.Split('|'), example.References);
        Assert.Null(example.User);
    }

    [Fact]
    public void Instruction_user_and_line_are_kept()
    {
        var examples = Read("\n{\"input\":\"i\",\"output\":\"o\",\"instruction\":\"do\",\"category\":\"u1\"}\n", "category");
        Assert.Equal(("do", "u1", 2), (examples[0].Instruction, examples[0].User, examples[0].Line));
    }

    [Theory]
    [InlineData("""{"output":"o"}""", "'input' is missing; expected a string")]
    [InlineData("""{"input":"i"}""", "'output' is missing; expected a string")]
    [InlineData("""{"prompt":"i"}""", "'completion' is missing")]
    [InlineData("""{"completion":"i"}""", "'prompt' is missing")]
    [InlineData("""{"input":"i","completion":"o"}""", "'output' is missing")]
    [InlineData("""{}""", "'input' is missing")]
    [InlineData("""{"input":null,"output":"o"}""", "'input' is null")]
    [InlineData("""{"instruction":" ","output":"o"}""", "'input' is missing")]
    [InlineData("""{"instruction":" ","input":"","output":"o"}""", "'input' is the string ''")]
    [InlineData("""{"input":"","output":"o"}""", "'input' is the string ''; expected a text that is not empty")]
    [InlineData("""{"input":["i"],"output":"o"}""", "'input' is an array; expected a text or a number")]
    [InlineData("""{"input":"i","output":{}}""", "'output' is an object; expected a text or a number")]
    [InlineData("""{"input":"i","output":[]}""", "'output' is an array; expected at least one string")]
    [InlineData("""{"input":"i","output":[{}]}""", "'output' is an array; expected texts or numbers only")]
    [InlineData("""{"input":"i","output":"o","references":"o"}""", "'references' is the string 'o'; expected an array of strings")]
    [InlineData("""{"input":"i","output":"o","references":[]}""", "'references' is an array; expected at least one")]
    [InlineData("""{"input":"i","output":"o","references":["o",null]}""", "'references' is an array; expected texts or numbers only")]
    [InlineData("""{"input":"i","output":"o","instruction":1}""", "'instruction' is the number 1")]
    [InlineData("""{"input":"i","input":"j","output":"o"}""", "input")]
    public void Bad_rows_name_file_line_and_key(string row, string fragment) =>
        Refusal.Of(() => Read("{\"input\":\"i\",\"output\":\"o\"}\n" + row), "x.jsonl:2: ", fragment);

    [Theory]
    [InlineData("""{"input":"i","output":"o"}""", "'user' is missing; expected the user's name in this column; the row has input, output; name the column with --user-column")]
    [InlineData("""{"input":"i","output":"o","user":true}""", "'user' is true")]
    [InlineData("""{"input":"i","output":"o","user":""}""", "is empty")]
    [InlineData("""{"input":"i","output":"o","user":"../x"}""", "begins with a dot")]
    public void Bad_users_are_refused(string row, string fragment) => Refusal.Of(() => Read(row, "user"), "x.jsonl:1", fragment);

    [Theory]
    [InlineData("7", "3", "7", "3")]
    [InlineData("1.50", "-0.5e3", "1.50", "-0.5e3")] // as the file spells them
    [InlineData("\"7\"", "true", "7", "true")]
    public void Numbers_are_read_as_text(string user, string output, string expectedUser, string expected)
    {
        var row = Read($$"""{"input":12,"output":{{output}},"user":{{user}}}""", "user")[0];
        Assert.Equal(("12", expected, expectedUser), (row.Input, row.Output, row.User));
        Assert.Equal(["1", "b"], Read("""{"input":"i","output":[1,"b"]}""")[0].References);
    }

    [Fact]
    public void A_file_without_rows_is_refused() => Refusal.Of(() => Read("\n"), "no rows");

    [Fact]
    public void Every_shared_file_is_read()
    {
        var count = SharedFiles.Files("data", "*.jsonl").Sum(path => ExampleReader.Read(path, path.Contains("ni_pretrain") ? "task" : null).Count);
        Assert.True(count > 100_000, $"{count} examples");
    }

    private IReadOnlyList<ExampleRecord> Read(string text, string? userColumn = null) =>
        ExampleReader.Read(folder.Write("x.jsonl", text), userColumn);
}
