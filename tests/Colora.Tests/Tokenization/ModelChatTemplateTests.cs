using Colora.Formats;
using Colora.Testing;
using Colora.Tokenization;
using Xunit;

namespace Colora.Tests.Tokenization;

/// <summary>The template of a model folder: what is wrong with it is said by its file and line.</summary>
public sealed class ModelChatTemplateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ModelChatTemplateTests() => File.WriteAllText(folder["tokenizer_config.json"], """{"bos_token":"<s>","chat_template":"{{ 1 // 0 }}"}""");

    [Theory]
    [InlineData("a\n{% if %}", "chat_template.jinja:2: ", "expected a Jinja template")]
    [InlineData("a\n\n{{ 1 // 0 }}", "chat_template.jinja:3: ", "zero")]
    [InlineData(null, "tokenizer_config.json:1: ", "zero")]
    public void A_fault_is_said_by_file_and_line(string? template, string place, string mentions)
    {
        if (template is not null) File.WriteAllText(folder["chat_template.jinja"], template);
        var message = Assert.Throws<InputException>(() => ModelChatTemplate.Load(folder.FullPath).Render([new("user", "x")], addGenerationPrompt: true)).Message;
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains(mentions, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_sees_the_folders_special_tokens()
    {
        File.WriteAllText(folder["chat_template.jinja"], "{{ bos_token }}{{ messages[0].content }}");
        Assert.Equal("<s>x", ModelChatTemplate.Load(folder.FullPath).Render([new("user", "x")], addGenerationPrompt: true));
    }

    public void Dispose() => folder.Dispose();
}
