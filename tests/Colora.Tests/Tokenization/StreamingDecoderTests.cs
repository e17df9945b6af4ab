using System.Text.Json.Nodes;
using Xunit;

namespace Colora.Tests.Tokenization;

public sealed class StreamingDecoderTests
{
    private static readonly string[] Decoders =
    [
        "null",
        """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""",
        """{"type":"ByteFallback"}""",
        """{"type":"Fuse"}""",
        """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""",
        """{"type":"Metaspace","replacement":"▁","prepend_scheme":"never","split":true}""",
        """{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":2,"stop":0}]}""",
        """{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}]}""",
        """{"type":"Strip","content":"a","start":0,"stop":1}""",
        """{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":"a","start":3,"stop":0}]}""",
        """{"type":"BPEDecoder","suffix":"b"}""",
        """{"type":"WordPiece","prefix":"a","cleanup":true}""",
        """{"type":"CTC","pad_token":"a","word_delimiter_token":"b","cleanup":true}""",
    ];

    [Fact]
    public void Streaming_equals_decoding_for_random_ids_under_every_decoder()
    {
        var random = new Random(7);
        foreach (var decoder in Decoders)
        {
            var json = SmallTokenizer.ByteFallback();
            json["decoder"] = JsonNode.Parse(decoder);
            AssertStreams(json, random, id => id < 60 ? 259 + id % 4 : id); // words as often as bytes
        }

        AssertStreams(SmallTokenizer.ByteLevel(), random, id => id);
    }

    [Fact]
    public void A_character_comes_whole_with_its_last_byte()
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteLevel());
        using var tokenizer = files.Load();
        var stream = tokenizer.NewStream();
        Assert.Equal(["", "", "", "😀", "a"], tokenizer.Encode("😀a").Select(stream.Push));
        Assert.Equal("", stream.Push(0xE2));
        Assert.Equal("\uFFFDb", stream.Push('b'));
        Assert.Equal("", stream.Push(0xF0));
        Assert.Equal("\uFFFD", stream.Finish());
    }

    [Fact]
    public void Byte_tokens_are_held_until_the_run_ends()
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteFallback());
        using var tokenizer = files.Load();
        var stream = tokenizer.NewStream();
        Assert.Equal(["a", "", "", "é b", ""], new[] { 262, 0xC3 + 3, 0xA9 + 3, -9, 2 }.Select(id => id == -9 ? stream.Push(259) + stream.Push(261) : stream.Push(id)));
        Assert.Equal("", stream.Finish());
    }

    private static void AssertStreams(JsonObject json, Random random, Func<int, int> shape)
    {
        using var files = new SmallTokenizer().With("tokenizer.json", json);
        using var tokenizer = files.Load();
        for (var round = 0; round < 100; round++)
        {
            var ids = Enumerable.Range(0, random.Next(40)).Select(_ => shape(random.Next(tokenizer.VocabularySize + 1))).ToArray();
            foreach (var skip in new[] { true, false })
                Assert.Equal(tokenizer.Decode(ids, skip), TokenizerVectorTests.Streamed(tokenizer, ids, skip));
        }
    }
}
