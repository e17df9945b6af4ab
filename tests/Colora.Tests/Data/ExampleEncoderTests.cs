using Colora.Data;
using Colora.Formats;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Tokenization;
using Xunit;

namespace Colora.Tests.Data;

public sealed class ExampleEncoderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HuggingFaceTokenizer tokenizer;

    public ExampleEncoderTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        tokenizer = HuggingFaceTokenizer.Load(folder["model"]);
    }

    [Fact]
    public void Prompt_and_answer_are_joined_by_ids_and_only_the_answer_bears_loss()
    {
        var encoder = new ExampleEncoder(tokenizer, new PromptConfig());
        var sequence = encoder.Encode(Row("a prompt", " answer"), 2)!;
        Assert.Equal(encoder.EncodePrompt([new TextPart("a prompt", IsUsers: true)]).Ids, sequence.Ids[..sequence.CompletionStart]);
        Assert.Equal(tokenizer.EosId, sequence.Ids[^1]);
        Assert.Equal(" answer", tokenizer.Decode(sequence.Ids.AsSpan(sequence.CompletionStart), skipSpecial: true));
        var batch = new TokenBatch([sequence]);
        Assert.Equal(sequence.CompletionLength, batch.Labels.Count(label => label != TokenBatch.Ignore));
        Assert.Equal([2], batch.UserOfRow);
    }

    [Fact]
    public void A_long_prompt_loses_its_beginning_and_is_counted_but_no_answer_is_cut()
    {
        var encoder = new ExampleEncoder(tokenizer, new PromptConfig { MaxLength = 16 });
        var sequence = encoder.Encode(Row(new string('x', 40) + "END", "abc"), 0)!;
        Assert.Equal(16, sequence.Ids.Length);
        Assert.EndsWith("ENDabc", tokenizer.Decode(sequence.Ids, skipSpecial: true));
        Assert.Equal(new EncodingReport(1, 1, 0, 16), encoder.Report);
        var error = Assert.Throws<InputException>(() => encoder.Encode(Row("x", new string('y', 20)), 0));
        Assert.Contains("rows.jsonl:7", error.Message);
    }

    [Fact]
    public void Long_examples_are_dropped_or_refused_as_the_config_says()
    {
        var drop = new ExampleEncoder(tokenizer, new PromptConfig { MaxLength = 16, Overlong = Overlong.Drop });
        Assert.Null(drop.Encode(Row(new string('x', 40), "abc"), 0));
        Assert.Equal(1, drop.Report.Dropped);
        Assert.Throws<InputException>(() => new ExampleEncoder(tokenizer, new PromptConfig { MaxLength = 16, Overlong = Overlong.Refuse }).Encode(Row(new string('x', 40), "abc"), 0));
    }

    [Fact]
    public void An_empty_answer_is_refused_with_file_and_line()
    {
        var error = Assert.Throws<InputException>(() => new ExampleEncoder(tokenizer, new PromptConfig()).Encode(Row("x", ""), 0));
        Assert.Contains("rows.jsonl:7", error.Message);
    }

    [Fact]
    public void Another_token_can_end_an_answer_and_an_unknown_one_is_refused()
    {
        var token = tokenizer.TokenOf(tokenizer.BosId ?? 1)!;
        Assert.Equal(tokenizer.IdOf(token), new ExampleEncoder(tokenizer, new PromptConfig { EndToken = token }).Encode(Row("x", "y"), 0)!.Ids[^1]);
        Assert.Contains("<nope>", Assert.Throws<InputException>(() => new ExampleEncoder(tokenizer, new PromptConfig { EndToken = "<nope>" })).Message);
    }

    [Theory]
    [InlineData(true, "Do it.\n\nInput: {input} x\nOutput:")]
    [InlineData(false, "Input: {input} x\nOutput:")]
    public void Filled_in_text_is_never_scanned_again(bool instruction, string expected)
    {
        var template = new PromptTemplate(new PromptConfig { Instruction = instruction });
        Assert.Equal(expected, template.Prompt("{input} x", "Do it."));
    }

    [Theory]
    [InlineData("<|bos|>[INST] {input} [/INST]", "{output}<|endoftext|>")]
    [InlineData("[INST] {input} [/INST]", "{output}")]
    public void A_token_that_the_template_spells_is_not_doubled(string template, string completion)
    {
        File.WriteAllText(folder["model", "tokenizer_config.json"], """{"bos_token":"<|bos|>","eos_token":"<|endoftext|>","add_bos_token":true}""");
        using var adding = HuggingFaceTokenizer.Load(folder["model"]);
        var prompt = new PromptConfig { Template = template, Completion = completion };
        var sequence = new ExampleEncoder(adding, prompt).Encode(Filled(prompt, "x", "y"), 0)!;
        Assert.Equal("<|bos|>[INST] x [/INST]y<|endoftext|>", adding.Decode(sequence.Ids, skipSpecial: false));
        Assert.Equal((adding.BosId, adding.EosId), (sequence.Ids[0], sequence.Ids[^1]));
        Assert.Equal(2, sequence.CompletionLength);
        Assert.Equal(2, sequence.Ids.Count(adding.IsSpecial));
    }

    [Theory]
    [InlineData("say <|bos|> now", "<|endoftext|> more", "", "", 0)]
    [InlineData("<|bos|>", "a<|endoftext|>", "", "", 0)]
    [InlineData("x", "y", "<|bos|>", "", 1)]
    [InlineData("<|pad|>", "<|bos|>", "<|bos|>", "<|bos|>", 2)]
    public void A_row_is_text_whatever_it_spells(string input, string output, string before, string after, int special)
    {
        var prompt = new PromptConfig { Template = $"{before}{{instruction}}{{input}}{after}", Completion = "{output}", Instruction = true };
        var sequence = new ExampleEncoder(tokenizer, prompt).Encode(Filled(prompt, input, output), 0)!;
        Assert.Equal(special + 1, sequence.Ids.Count(tokenizer.IsSpecial)); // and the end, which follows every answer
        Assert.Equal($"{before}<|bos|>task{input}{after}{output}<|endoftext|>", tokenizer.Decode(sequence.Ids, skipSpecial: false));
    }

    [Fact]
    public void A_config_can_allow_rows_their_special_tokens()
    {
        var prompt = new PromptConfig { Template = "{input}", Completion = "{output}" };
        var template = new PromptTemplate(prompt, allowSpecialTokens: true);
        var row = new Example("u", "a<|bos|>", "b<|endoftext|>", ["b"], "rows.jsonl:7") { PromptParts = template.PromptParts("a<|bos|>", null), CompletionParts = template.CompletionParts("b<|endoftext|>") };
        var sequence = new ExampleEncoder(tokenizer, prompt).Encode(row, 0)!;
        Assert.Equal([tokenizer.BosId!.Value, tokenizer.EosId!.Value], sequence.Ids.Where(tokenizer.IsSpecial));
        Assert.Equal(4, sequence.Ids.Length);
    }

    public void Dispose()
    {
        tokenizer.Dispose();
        folder.Dispose();
    }

    private static Example Filled(PromptConfig prompt, string input, string output)
    {
        var template = new PromptTemplate(prompt);
        return new Example("u", template.Prompt(input, "<|bos|>task"), template.Completion(output), [output], "rows.jsonl:7")
        {
            PromptParts = template.PromptParts(input, "<|bos|>task"),
            CompletionParts = template.CompletionParts(output),
        };
    }

    private static Example Row(string prompt, string completion) => new("u", prompt, completion, [completion], "rows.jsonl:7");
}
