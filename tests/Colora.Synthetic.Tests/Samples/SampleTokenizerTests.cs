using System.Text;
using System.Text.Json;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Tokenizers.DotNet;
using Xunit;

namespace Colora.Synthetic.Tests.Samples;

public sealed class SampleTokenizerTests
{
    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData(" a  b\n\tc, it's 12! ")]
    [InlineData("Zoë → 日本 \U0001F600 \u00AD\u007F\u0000\u00FF")]
    public void Every_text_is_its_bytes(string text)
    {
        using var folder = new TemporaryFolder();
        using var tokenizer = Load(folder);
        var ids = tokenizer.Encode(text);
        Assert.Equal(Encoding.UTF8.GetBytes(text).Select(b => (uint)(b + SampleTokenizer.FirstByte)), ids);
        if (text.Length > 0) Assert.Equal(text, tokenizer.Decode(ids));
    }

    [Fact]
    public void Special_tokens_have_the_ids_that_the_model_names()
    {
        using var folder = new TemporaryFolder();
        using var tokenizer = Load(folder);
        using var config = JsonDocument.Parse(File.ReadAllText(folder["model", "config.json"]));
        uint Id(string key) => config.RootElement.GetProperty(key).GetUInt32();
        Assert.Equal([3u + 'a', Id("eos_token_id")], tokenizer.Encode("a<|endoftext|>"));
        Assert.Equal([Id("bos_token_id"), Id("pad_token_id")], tokenizer.Encode("<|bos|><|pad|>"));
    }

    [Fact]
    public void The_256_characters_differ()
    {
        var characters = Enumerable.Range(0, 256).Select(b => SampleTokenizer.CharacterOf((byte)b)).ToList();
        Assert.Equal(256, characters.Distinct().Count());
        Assert.Equal('\u0120', characters[' ']); // as every byte-level vocabulary has it
        Assert.Equal('\u010A', characters['\n']);
    }

    private static Tokenizer Load(TemporaryFolder folder)
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        return new Tokenizer(folder["model", "tokenizer.json"]);
    }
}
