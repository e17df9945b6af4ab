using System.Security.Cryptography;
using Colora.Formats;
using Colora.Formats.Jsonl;
using Colora.Synthetic.Corpus;
using Colora.Testing;
using Colora.Tokenization;
using Xunit;

namespace Colora.Synthetic.Tests.Corpus;

/// <summary>The corpus is a function of its seed, and its tokenizer frames it as the default prompt does.</summary>
public sealed class CorpusFolderTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_a_longer_corpus_begins_with_the_shorter()
    {
        using var folder = new TemporaryFolder();
        string one = folder["one"], two = folder["two"], other = folder["other"];
        CorpusFolder.Write(one, 7, 200);
        CorpusFolder.Write(two, 7, 300);
        CorpusFolder.Write(other, 8, 200);
        var shorter = File.ReadAllBytes(Path.Combine(one, CorpusFolder.FileName));
        Assert.Equal(shorter, File.ReadAllBytes(Path.Combine(two, CorpusFolder.FileName)).Take(shorter.Length));
        Assert.NotEqual(shorter, File.ReadAllBytes(Path.Combine(other, CorpusFolder.FileName)));

        // Recorded once: another platform or a change of the generator would show here.
        Assert.Equal("d9bd6add605b051d", Convert.ToHexStringLower(SHA256.HashData(shorter))[..16]);
    }

    [Fact]
    public void Texts_survive_the_tokenizer_and_begin_with_the_begin_token()
    {
        using var folder = new TemporaryFolder();
        var root = folder["corpus"];
        CorpusFolder.Write(root, 1, 50);
        using var tokenizer = HuggingFaceTokenizer.Load(root);
        foreach (var row in JsonlReader.Read(Path.Combine(root, CorpusFolder.FileName)))
        {
            var text = row.Value.GetProperty("text").GetString()!;
            var ids = tokenizer.EncodeWithSpecial(text);
            Assert.Equal(tokenizer.BosId, ids[0]);
            Assert.Equal(tokenizer.EosId, ids[^1]);
            Assert.Equal(text, tokenizer.Decode(ids.AsSpan(1), skipSpecial: false));
        }

        var example = tokenizer.Encode("Input: ab\nOutput:");
        Assert.Equal(6, example.Length);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<InputException>(() => CorpusFolder.Write(folder["c"], 1, 0));
        File.WriteAllText(folder["there"], "");
        Assert.Throws<InputException>(() => CorpusFolder.Write(folder["there"], 1, 10));
    }
}
