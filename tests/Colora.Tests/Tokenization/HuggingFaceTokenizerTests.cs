using System.Text.Json.Nodes;
using Colora.Formats;
using Colora.Tokenization;
using Xunit;

namespace Colora.Tests.Tokenization;

public sealed class HuggingFaceTokenizerTests
{
    private const int Bos = 260, Eos = 261, Think = 262;

    [Fact]
    public void Encodes_merges_bytes_and_added_tokens()
    {
        using var tokenizer = ByteLevel();
        Assert.Equal([259, ' ', 256, Think, Bos], tokenizer.Encode("hello he<think><s>"));
        Assert.Equal([Bos, 0xC3, 0xA9, Eos], tokenizer.EncodeWithSpecial("é"));
        Assert.Empty(tokenizer.Encode(""));
    }

    [Fact]
    public void Ignores_the_truncation_that_was_saved_in_the_file()
    {
        using var tokenizer = ByteLevel();
        Assert.Equal(9, tokenizer.Encode("abcdefgij").Length);
    }

    [Fact]
    public void Decodes_with_and_without_special_tokens()
    {
        using var tokenizer = ByteLevel();
        int[] ids = [Bos, 259, Think, 0xC3, Eos, 0xA9, 5000, -1];
        Assert.Equal("hello<think>é", tokenizer.Decode(ids));
        Assert.Equal("<s>hello<think>\uFFFD</s>\uFFFD", tokenizer.Decode(ids, skipSpecial: false));
    }

    [Fact]
    public void Knows_its_tokens()
    {
        using var tokenizer = ByteLevel();
        Assert.Equal(263, tokenizer.VocabularySize);
        Assert.Equal("Ġ", tokenizer.TokenOf(' '));
        Assert.Equal(259, tokenizer.IdOf("hello"));
        Assert.Null(tokenizer.TokenOf(263));
        Assert.Null(tokenizer.IdOf("nope"));
        Assert.True(tokenizer.IsSpecial(Bos));
        Assert.False(tokenizer.IsSpecial(Think));
        Assert.False(tokenizer.AddsLeadingBlank);
    }

    [Fact]
    public void Lone_surrogate_and_nul_are_encoded()
    {
        using var tokenizer = ByteLevel();
        Assert.Equal([0xEF, 0xBF, 0xBD, 0, 'z'], tokenizer.Encode("\uD83D\0z"));
    }

    [Fact]
    public void Special_ids_come_from_the_first_file_that_names_them()
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteLevel())
            .WithText("tokenizer_config.json", """{"bos_token":{"content":"<s>","lstrip":false},"pad_token":null,"added_tokens_decoder":{}}""")
            .WithText("special_tokens_map.json", """{"bos_token":"</s>","eos_token":"</s>","pad_token":"<s>"}""")
            .WithText("config.json", """{"eos_token_id":7,"pad_token_id":7}""");
        using var tokenizer = files.Load();
        Assert.Equal((Bos, Eos, null), (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId));
        Assert.Null(tokenizer.UnknownId);
    }

    [Fact]
    public void Special_ids_fall_back_to_the_generation_settings()
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteLevel())
            .WithText("generation_config.json", """{"eos_token_id":[261,9]}""").WithText("config.json", """{"bos_token_id":260,"eos_token_id":7}""");
        using var tokenizer = files.Load();
        Assert.Equal((Bos, Eos, null), (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId));
    }

    [Theory]
    [InlineData("PreTrainedTokenizerFast", true, "260 97 261")] // the template of tokenizer.json stands
    [InlineData("LlamaTokenizer", true, "260 97")] // this class builds its own
    [InlineData("PreTrainedTokenizerFast", false, "260 97")] // no template: the flags
    public void Flags_of_the_configuration_add_tokens(string kind, bool hasTemplate, string expected)
    {
        var json = SmallTokenizer.ByteLevel();
        if (!hasTemplate) json["post_processor"] = null;
        using var files = new SmallTokenizer().With("tokenizer.json", json)
            .WithText("tokenizer_config.json", $$"""{"bos_token":"<s>","eos_token":"</s>","add_bos_token":true,"add_eos_token":false,"tokenizer_class":"{{kind}}"}""");
        using var tokenizer = files.Load();
        Assert.Equal(expected, string.Join(' ', tokenizer.EncodeWithSpecial("a")));
    }

    [Fact]
    public void A_llama_like_tokenizer_adds_the_leading_blank_itself()
    {
        using var tokenizer = ByteFallback();
        Assert.True(tokenizer.AddsLeadingBlank);
        Assert.Equal(0, tokenizer.UnknownId);
        Assert.Equal(["▁a", "<0xC3>", "<0xA9>", "▁", "b"], tokenizer.Encode("aé b").Select(id => tokenizer.TokenOf(id)));
        Assert.Equal("aé b", tokenizer.Decode(tokenizer.Encode("aé b")));
    }

    [Fact]
    public async Task One_instance_serves_eight_threads()
    {
        using var tokenizer = ByteLevel();
        var text = string.Concat(Enumerable.Repeat("hello wörld 😀 <think> ", 50));
        var expected = tokenizer.EncodeWithSpecial(text);
        var threads = Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Enumerable.Range(0, 50).All(_ => expected.SequenceEqual(tokenizer.EncodeWithSpecial(text)) && tokenizer.Decode(expected) == text)));
        Assert.All(await Task.WhenAll(threads), Assert.True);
    }

    [Theory]
    [InlineData("", "malformed JSON")]
    [InlineData("{\"model\"", "malformed JSON")]
    [InlineData("[]", "an array; expected an object")]
    [InlineData("{}", "model is missing")]
    [InlineData("""{"model":{"type":"BPE"}}""", "model.vocab is missing")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}""", "out of vocabulary")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.5}}""", "random")]
    [InlineData("""{"model":{"type":"Nope","vocab":{"a":0},"merges":[]}}""", "usable")]
    public void A_broken_file_is_told_in_one_line(string content, string part)
    {
        using var files = new SmallTokenizer().WithText("tokenizer.json", content);
        var e = Assert.Throws<InputException>(files.Load);
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json", e.Where, StringComparison.Ordinal);
    }

    // Each of these ended the process (a panic in the engine) before it was looked for.
    [Theory]
    [InlineData("normalizer", """{"type":"Prepend","prepend":""}""", "Prepend")]
    [InlineData("normalizer", """{"type":"Sequence","normalizers":[{"type":"Replace","pattern":{"String":""},"content":"x"}]}""", "matches the empty text")]
    [InlineData("normalizer", """{"type":"Replace","pattern":{"Regex":"x*"},"content":"x"}""", "matches the empty text")]
    [InlineData("normalizer", """{"type":"Replace","pattern":{"Regex":"\\b"},"content":"x"}""", "matches the empty text")]
    [InlineData("normalizer", """{"type":"Precompiled","precompiled_charsmap":""}""", "charsmap")]
    [InlineData("normalizer", """{"type":"Precompiled","precompiled_charsmap":"!!!!"}""", "charsmap")]
    [InlineData("normalizer", """{"type":"Precompiled","precompiled_charsmap":"AAAAAAAA"}""", "charsmap")]
    [InlineData("normalizer", """{"type":"Precompiled","precompiled_charsmap":"BAAAAAEAAAA="}""", "leads to unit")]
    [InlineData("normalizer", """{"type":"Replace","pattern":{"Regex":"(x+x+)+y"},"content":"x"}""", "backtrack")]
    [InlineData("pre_tokenizer", """{"type":"FixedLength","length":0}""", "FixedLength")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"(a+)+$"},"behavior":"Isolated","invert":false}""", "backtrack")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"(?=(a|aa)+$)a"},"behavior":"Isolated","invert":false}""", "backtrack")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"a.*b.*c"},"behavior":"Isolated","invert":false}""", "backtrack")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b"},"behavior":"Isolated","invert":false}""", "backtrack")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"(?<n>a\\g<n>?b)"},"behavior":"Isolated","invert":false}""", "calls")]
    [InlineData("decoder", """{"type":"Strip","content":"a","start":0,"stop":2}""", "Strip")]
    [InlineData("decoder", """{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":" ","start":0,"stop":1}]}""", "Strip")]
    public void What_would_end_the_process_is_refused(string part, string content, string reason)
    {
        var json = SmallTokenizer.ByteLevel();
        json[part] = JsonNode.Parse(content);
        AssertRefused(json, reason);
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    [InlineData(300_000, false)]
    public void A_piece_whose_tree_would_end_the_stack_is_refused(int length, bool isRead)
    {
        var content = "{\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"?\",0],[\"" + new string('a', length) + "\",-1]]}}";
        using var files = new SmallTokenizer().WithText("tokenizer.json", content);
        if (isRead) files.Load().Dispose();
        else Assert.Contains($"{length} bytes, more than 4096", Assert.Throws<InputException>(files.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_longer_than_the_engine_may_hold_is_refused()
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteLevel());
        using var tokenizer = files.Load();
        Assert.NotEmpty(tokenizer.Encode(new string('\n', 200_000)));
        Assert.Contains("at most 200000", Assert.Throws<InputException>(() => tokenizer.Encode(new string('\n', 200_001))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    public void A_number_out_of_range_is_refused_by_its_file(string number)
    {
        var text = SmallTokenizer.ByteFallback().ToJsonString();
        using var files = new SmallTokenizer().WithText("tokenizer.json", text.Replace("\"stop\":0", $"\"stop\":{number}", StringComparison.Ordinal));
        var e = Assert.Throws<InputException>(files.Load);
        Assert.EndsWith("tokenizer.json", e.Where, StringComparison.Ordinal);
        Assert.Contains("'stop' is the number", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("2147483647")]
    [InlineData("4294967296")]
    [InlineData("1.5")]
    [InlineData("7")] // another token's
    public void An_id_that_no_vocabulary_has_is_refused(string id)
    {
        var text = SmallTokenizer.ByteLevel().ToJsonString();
        using var files = new SmallTokenizer().WithText("tokenizer.json", text.Replace("\"hello\":259", $"\"hello\":{id}", StringComparison.Ordinal));
        Assert.Contains(" id ", Assert.Throws<InputException>(files.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_values_of_one_key_and_half_a_surrogate_pair_are_refused()
    {
        var text = SmallTokenizer.ByteLevel().ToJsonString();
        foreach (var broken in (string[])[text.Replace("\"hell\":258", "\"hello\":258", StringComparison.Ordinal), text.Replace("\"hell\":258", "\"\\ud800\":258", StringComparison.Ordinal)])
        {
            using var files = new SmallTokenizer().WithText("tokenizer.json", broken);
            Assert.Contains("malformed JSON", Assert.Throws<InputException>(files.Load).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_pointer_to_a_file_that_was_not_fetched_is_named_as_such()
    {
        using var files = new SmallTokenizer().WithText("tokenizer.json", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 17209920\n");
        Assert.Contains("git-lfs pointer", Assert.Throws<InputException>(files.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Patterns_of_published_tokenizers_are_taken()
    {
        string[] patterns =
        [
            @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
            @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
            @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
            @"[!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
            @"\d{1,3}(?=(?:\d{3})*\b)",
            @"[^(\s|[.,!?…。，、।۔،])]+",
        ];
        Assert.All(patterns, pattern => Assert.Null(PatternCost.Fault(pattern)));
    }

    [Fact]
    public void A_merge_without_the_subword_prefix_is_refused()
    {
        var json = SmallTokenizer.ByteLevel();
        json["model"]!["continuing_subword_prefix"] = "##########";
        AssertRefused(json, "continuing_subword_prefix");
    }

    [Fact]
    public void Missing_files_are_told()
    {
        using var files = new SmallTokenizer();
        Assert.Contains("does not exist", Assert.Throws<InputException>(files.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_beside_it_is_told_by_its_name()
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteLevel()).WithText("tokenizer_config.json", "{,}");
        Assert.Contains("tokenizer_config.json", Assert.Throws<InputException>(files.Load).Where, StringComparison.Ordinal);
    }

    private static void AssertRefused(JsonObject json, string reason)
    {
        using var files = new SmallTokenizer().With("tokenizer.json", json);
        Assert.Contains(reason, Assert.Throws<InputException>(files.Load).Message, StringComparison.Ordinal);
    }

    private static HuggingFaceTokenizer ByteLevel()
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteLevel());
        return files.Load();
    }

    private static HuggingFaceTokenizer ByteFallback()
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteFallback());
        return files.Load();
    }
}
