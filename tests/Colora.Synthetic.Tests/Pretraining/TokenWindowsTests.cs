using Colora.Data;
using Colora.Formats;
using Colora.Synthetic.Corpus;
using Colora.Synthetic.Pretraining;
using Colora.Testing;
using Colora.Tokenization;
using Xunit;

namespace Colora.Synthetic.Tests.Pretraining;

/// <summary>Documents become windows, and answers alone bear loss where that is asked for.</summary>
public sealed class TokenWindowsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HuggingFaceTokenizer tokenizer;

    public TokenWindowsTests()
    {
        CorpusFolder.Write(folder["corpus"], 1, 1);
        tokenizer = HuggingFaceTokenizer.Load(folder["corpus"]);
    }

    [Fact]
    public void Windows_are_the_documents_joined()
    {
        var (train, heldOut) = Read(8, null, "abcdefghij", "klmnopqrst", "uvwxyz, and more");
        Assert.Equal(2, train.Count); // 22 tokens with the two begin tokens
        Assert.Equal(2, heldOut.Count);
        var batch = train.Batch([1, 0]);
        Assert.Equal("hijklmn", tokenizer.Decode([.. batch.Ids.Take(8).Select(id => (int)id)]));
        Assert.Equal(batch.Ids, batch.Labels);
        Assert.Equal(16, batch.RealTokens);
    }

    [Fact]
    public void Only_answers_bear_loss_and_all_of_a_document_without_one()
    {
        var (train, _) = Read(30, "Output:", "Input: ab\nOutput: c<|endoftext|>Input: d\nOutput: e<|endoftext|>", "plain text<|endoftext|>", "held out, and long enough for one window");
        var batch = train.Batch([0]);
        var scored = batch.Labels.Select((label, i) => (label, i)).Where(pair => pair.label != TokenBatch.Ignore).ToList();
        Assert.All(scored, pair => Assert.Equal(batch.Ids[pair.i], pair.label));
        Assert.Equal(" c<|endoftext|> e<|endoftext|><|bos|>plain text<|endoftext|>", tokenizer.Decode([.. scored.Select(pair => (int)pair.label)], skipSpecial: false));
    }

    [Fact]
    public void A_word_that_is_no_token_is_refused() =>
        Assert.Contains("answer_token", Assert.Throws<InputException>(() => Read(8, "Answer:", "a text", "another text")).Message);

    public void Dispose()
    {
        tokenizer.Dispose();
        folder.Dispose();
    }

    private (TokenWindows Train, TokenWindows HeldOut) Read(int window, string? answer, params string[] texts)
    {
        var path = folder["texts.jsonl"];
        File.WriteAllLines(path, texts.Select(text => System.Text.Json.JsonSerializer.Serialize(new { text })));
        return TokenWindows.Read(path, tokenizer, new CorpusConfig { Path = folder.FullPath, HeldOut = 1, Window = window, AnswerToken = answer });
    }
}
