using Colora.Formats.HuggingFace;

namespace Colora.Formats.Tests.HuggingFace;

public sealed class TokenizerConfigFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_empty_folder_has_nothing()
    {
        var config = TokenizerConfigFile.Read(folder.Path);
        Assert.Null(config.AddBosToken);
        Assert.Null(config.BosToken);
        Assert.Null(config.ChatTemplate);
        Assert.Empty(config.ChatTemplates);
    }

    [Fact]
    public void Tokens_are_strings_or_objects()
    {
        folder.Write("tokenizer_config.json",
            """{"add_bos_token":true,"add_eos_token":false,"bos_token":"<s>","eos_token":{"content":"</s>","lstrip":false},"pad_token":null,"model_max_length":1000000000000000019884624838656}""");
        var config = TokenizerConfigFile.Read(folder.Path);
        Assert.Equal((true, false), (config.AddBosToken, config.AddEosToken));
        Assert.Equal(("<s>", "</s>", null, null), (config.BosToken, config.EosToken, config.PadToken, config.UnkToken));
    }

    [Fact]
    public void Templates_are_a_string_a_list_or_a_file()
    {
        folder.Write("tokenizer_config.json", """{"chat_template":"T"}""");
        Assert.Equal("T", TokenizerConfigFile.Read(folder.Path).ChatTemplate);

        folder.Write("tokenizer_config.json", """{"chat_template":[{"name":"tool_use","template":"U"},{"name":"default","template":"D"}]}""");
        var config = TokenizerConfigFile.Read(folder.Path);
        Assert.Equal(("D", "U"), (config.ChatTemplate, config.ChatTemplates["tool_use"]));

        folder.Write("chat_template.jinja", "é\n");
        config = TokenizerConfigFile.Read(folder.Path);
        Assert.Equal(("é\n", "U"), (config.ChatTemplate, config.ChatTemplates["tool_use"]));
    }

    [Theory]
    [InlineData("""{"bos_token":1}""", "'bos_token' is the number 1")]
    [InlineData("""{"eos_token":{"x":1}}""", "'eos_token.content' is missing")]
    [InlineData("""{"add_bos_token":"yes"}""", "'add_bos_token' is the string 'yes'")]
    [InlineData("""{"chat_template":{}}""", "'chat_template' is an object")]
    [InlineData("""{"chat_template":[{"name":"a"}]}""", "'chat_template[0].template' is missing")]
    [InlineData("""{"chat_template":[{"name":"a","template":""},{"name":"a","template":""}]}""", "'chat_template[1].name'")]
    public void Other_types_are_refused(string json, string fragment)
    {
        folder.Write("tokenizer_config.json", json);
        Refusal.Of(() => TokenizerConfigFile.Read(folder.Path), "tokenizer_config.json", fragment);
    }

    [Fact]
    public void Shared_tokenizers_are_read()
    {
        var files = SharedFiles.Files("reference/tokenizers", "tokenizer_config.json");
        var configs = files.ToDictionary(f => Path.GetFileName(Path.GetDirectoryName(f)!), f => TokenizerConfigFile.Read(Path.GetDirectoryName(f)!));
        Assert.All(configs.Values, c => Assert.NotNull(c.EosToken));
        Assert.Equal(("<s>", true), (configs["llama2"].BosToken, configs["llama2"].AddBosToken));
        Assert.Null(configs["qwen3"].BosToken);
        Assert.StartsWith("{%- if tools %}", configs["qwen3"].ChatTemplate);
    }
}
