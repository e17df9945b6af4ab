using Colora.Data;
using Colora.Formats;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Tokenization;
using Xunit;

namespace Colora.Tests.Data;

/// <summary>The sample tokenizer has a token a byte and puts a begin of sequence before a text, so that lengths can be told by hand.</summary>
public sealed class JudgeEncoderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HuggingFaceTokenizer tokenizer;

    public JudgeEncoderTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        tokenizer = HuggingFaceTokenizer.Load(folder["model"]);
    }

    [Theory]
    [InlineData(80, 12, 512, 68, 12)]
    [InlineData(512, 64, 512, 448, 64)]
    [InlineData(512, 512, 512, 256, 256)] // a prompt keeps half, and an answer ends where the positions do
    [InlineData(64, 64, 512, 32, 64)]
    [InlineData(64, 1000, 512, 32, 480)]
    public void The_window_depends_on_the_tokens_to_write_and_on_nothing_else(int maxLength, int newTokens, int positions, int longest, int written) =>
        Assert.Equal(new PromptWindow(longest, written, positions), PromptWindow.Of(new PromptConfig { MaxLength = maxLength }, newTokens, positions));

    [Fact]
    public void More_tokens_than_positions_are_refused() =>
        Assert.Contains("512 positions", Assert.Throws<InputException>(() => PromptWindow.Of(new PromptConfig { MaxLength = 513 }, 1, 512)).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_references_of_different_length_stand_behind_the_same_prompt()
    {
        var encoder = Encoder(80, 12);
        var prompt = "START" + new string('x', 90);
        var brief = encoder.Encode(Row(prompt, " ok"), 0)!;
        var lengthy = encoder.Encode(Row(prompt, " ok this is a much longer reference answer than before"), 0)!;
        Assert.Equal(brief.Prompt, lengthy.Prompt);
        Assert.Equal(68, brief.Prompt.Length);
        Assert.Equal(Prefix + 95 - 68, brief.Cut);
        Assert.Equal(brief.Prompt, brief.Reference!.Ids[..brief.Reference.CompletionStart]);
        Assert.Equal(lengthy.Prompt, lengthy.Reference!.Ids[..lengthy.Reference.CompletionStart]);
        Assert.Equal((4, 55), (brief.ReferenceTokens, lengthy.ReferenceTokens));
        Assert.Equal(68 + 55, lengthy.Reference.Ids.Length);
    }

    [Fact]
    public void A_prompt_that_just_fits_is_not_cut()
    {
        var encoder = Encoder(80, 12);
        Assert.Equal(0, encoder.Encode(Row(new string('x', 68 - Prefix), " y"), 0)!.Cut);
        Assert.Equal(1, encoder.Encode(Row(new string('x', 69 - Prefix), " y"), 0)!.Cut);
    }

    [Fact]
    public void An_answer_that_fills_the_length_alone_costs_only_itself()
    {
        var encoder = Encoder(80, 12);
        Assert.NotNull(encoder.Encode(Row("x", new string('y', 78 - Prefix)), 0));
        Assert.Null(encoder.Encode(Row("x", new string('y', 79 - Prefix)), 0));
        Assert.Equal(new JudgedCount("ann", 4, 1, 1, 0, "rows.jsonl:7"),
            encoder.Count("ann", [Row("x", " y"), Row("x", new string('y', 500)), Row(new string('x', 200), " y"), Row("é", " ß")]));
    }

    [Fact]
    public void A_reference_beyond_the_positions_has_no_likelihood_but_its_prompt_is_answered()
    {
        var encoder = Encoder(512, 64);
        var row = encoder.Encode(Row(new string('x', 600), " " + new string('y', 99)), 0)!;
        Assert.Equal((448, 101), (row.Prompt.Length, row.ReferenceTokens));
        Assert.Null(row.Reference);
        Assert.Equal(1, encoder.Count("ann", [row.Example]).WithoutNll);
        Assert.NotNull(encoder.Encode(Row(new string('x', 600), " " + new string('y', 62)), 0)!.Reference);
    }

    [Fact]
    public void An_empty_answer_is_one_of_no_tokens()
    {
        var row = Encoder(80, 12).Encode(Row("x", ""), 0)!;
        Assert.Equal([.. row.Prompt, tokenizer.EosId!.Value], row.Reference!.Ids);
    }

    public void Dispose()
    {
        tokenizer.Dispose();
        folder.Dispose();
    }

    private int Prefix => tokenizer.EncodeWithSpecial("x").Length - tokenizer.Encode("x").Length;

    private JudgeEncoder Encoder(int maxLength, int newTokens)
    {
        var config = new PromptConfig { MaxLength = maxLength };
        return new JudgeEncoder(tokenizer, config, PromptWindow.Of(config, newTokens, 512));
    }

    private static Example Row(string prompt, string completion) => new("ann", prompt, completion, [completion], "rows.jsonl:7");
}
