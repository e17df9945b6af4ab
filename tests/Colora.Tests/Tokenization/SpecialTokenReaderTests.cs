using Colora.Formats;
using Colora.Testing;
using Colora.Tokenization;
using Xunit;

namespace Colora.Tests.Tokenization;

/// <summary>Which special tokens a tokenizer has and adds, by all the files of a model folder and by what transformers takes for granted.</summary>
public sealed class SpecialTokenReaderTests
{
    /// <summary>A is id 260 or 97 of the byte-level tokenizer, whose own template puts 260 before and 261 behind.</summary>
    [Theory]
    [InlineData("LlamaTokenizerFast", "", "260 97")]
    [InlineData("LlamaTokenizerFast", ",\"add_eos_token\":true", "260 97 261")]
    [InlineData("LlamaTokenizerFast", ",\"add_eos_token\":false", "260 97")]
    [InlineData("LlamaTokenizer", ",\"add_bos_token\":false", "97")]
    [InlineData("CodeLlamaTokenizerFast", ",\"add_eos_token\":true", "260 97 261")]
    [InlineData("GemmaTokenizerFast", "", "260 97")]
    [InlineData("CohereTokenizerFast", ",\"add_bos_token\":false,\"add_eos_token\":true", "97 261")]
    [InlineData("GPTNeoXTokenizerFast", "", "97")]
    [InlineData("GPTNeoXTokenizer", ",\"add_bos_token\":true", "260 97")]
    [InlineData("GPT2TokenizerFast", ",\"add_bos_token\":false", "260 97 261")]
    [InlineData("Qwen2TokenizerFast", "", "260 97 261")]
    [InlineData("PreTrainedTokenizerFast", ",\"add_bos_token\":false", "260 97 261")]
    [InlineData("TokenizersBackend", "", "260 97 261")]
    public void A_class_adds_what_transformers_adds(string kind, string flags, string expected)
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteLevel())
            .WithText("tokenizer_config.json", $$"""{"bos_token":"<s>","eos_token":"</s>","tokenizer_class":"{{kind}}"{{flags}}}""");
        using var tokenizer = files.Load();
        Assert.Equal(expected, string.Join(' ', tokenizer.EncodeWithSpecial("a")));
    }

    [Theory]
    [InlineData("false", "1 403 407")]
    [InlineData("true", "1 403 407 2")]
    public void An_absent_add_bos_token_means_true_to_a_llama_tokenizer(string addEos, string expected)
    {
        using var files = new SmallTokenizer()
            .WithText("tokenizer.json", File.ReadAllText(SharedData.Require("models", "stories260k", "tokenizer.json")))
            .WithText("tokenizer_config.json", $$"""{"tokenizer_class":"LlamaTokenizerFast","bos_token":"<s>","eos_token":"</s>","add_eos_token":{{addEos}}}""");
        using var tokenizer = files.Load();
        Assert.Equal(expected, string.Join(' ', tokenizer.EncodeWithSpecial("Once upon")));
    }

    [Theory]
    [InlineData("LlamaTokenizer", 260, 261)]
    [InlineData("PreTrainedTokenizerFast", 7, 9)]
    [InlineData("GemmaTokenizer", 7, 9)] // its <bos> is not in this vocabulary: the ids of the model count
    public void The_tokens_of_the_class_come_before_the_ids_of_the_model(string kind, int bos, int eos)
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteLevel())
            .WithText("tokenizer_config.json", $$"""{"tokenizer_class":"{{kind}}"}""").WithText("config.json", """{"bos_token_id":7,"eos_token_id":[9,8],"pad_token_id":-1}""");
        using var tokenizer = files.Load();
        Assert.Equal((bos, eos, (int?)null), (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId));
    }

    [Theory]
    [InlineData("", 261)] // a folder without added_tokens_decoder: the map wins
    [InlineData(",\"added_tokens_decoder\":{}", 260)]
    public void The_map_wins_only_in_folders_of_the_old_form(string more, int bos)
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteLevel())
            .WithText("tokenizer_config.json", $$"""{"bos_token":{"content":"<s>"},"pad_token":null{{more}}}""")
            .WithText("special_tokens_map.json", """{"bos_token":{"content":"</s>"},"eos_token":"</s>"}""");
        using var tokenizer = files.Load();
        Assert.Equal((bos, 261, (int?)null), (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId));
    }

    [Theory]
    [InlineData("\"bos_token\":null", "there is no bos_token")]
    [InlineData("\"bos_token\":\"<bos>\"", "no bos_token '<bos>'")]
    public void A_token_that_is_to_be_added_must_be_there(string naming, string reason)
    {
        using var files = new SmallTokenizer().With("tokenizer.json", SmallTokenizer.ByteLevel())
            .WithText("tokenizer_config.json", $$"""{"tokenizer_class":"LlamaTokenizer","add_bos_token":true,{{naming}}}""");
        var e = Assert.Throws<InputException>(files.Load);
        Assert.EndsWith("tokenizer_config.json", e.Where, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_adds_an_id_of_no_token_is_refused()
    {
        var json = SmallTokenizer.ByteLevel();
        json["post_processor"]!["special_tokens"]!["<s>"]!["ids"]!.AsArray()[0] = 5000;
        using var files = new SmallTokenizer().With("tokenizer.json", json);
        Assert.Contains("5000", Assert.Throws<InputException>(files.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chat_template_is_given_the_tokens_of_every_file()
    {
        using var files = new SmallTokenizer().WithText("chat_template.jinja", "{{ bos_token }}|{{ eos_token }}|{{ unk_token }}")
            .WithText("special_tokens_map.json", """{"eos_token":"</s>"}""").WithText("tokenizer_config.json", """{"tokenizer_class":"GemmaTokenizer"}""");
        Assert.Equal("<bos>|</s>|<unk>", ModelChatTemplate.Load(files.Folder).Render([], addGenerationPrompt: false));
    }
}
