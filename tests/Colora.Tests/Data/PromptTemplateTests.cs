using Colora.Configuration;
using Colora.Data;
using Xunit;

namespace Colora.Tests.Data;

public sealed class PromptTemplateTests
{
    [Theory]
    [InlineData(false, "x", "Do it.", "Input: x\nOutput:", true)]
    [InlineData(true, "x", "Do it.", "Do it.\n\nInput: x\nOutput:", false)]
    [InlineData(false, "x", null, "Input: x\nOutput:", false)]
    [InlineData(true, "x", " ", "Input: x\nOutput:", false)]
    [InlineData(false, "", "Name the colour of grass.", "Input: Name the colour of grass.\nOutput:", false)]
    [InlineData(true, "", "Name the colour of grass.", "Input: Name the colour of grass.\nOutput:", false)]
    [InlineData(false, " \n", "Name the colour of grass.", "Input: Name the colour of grass.\nOutput:", false)]
    [InlineData(false, "", "say {input}", "Input: say {input}\nOutput:", false)]
    public void An_empty_input_gives_its_place_to_the_instruction(bool shown, string input, string? instruction, string expected, bool hides)
    {
        var template = new PromptTemplate(new PromptConfig { Instruction = shown });
        Assert.Equal(expected, template.Prompt(input, instruction));
        Assert.Equal(hides, template.Hides(input, instruction));
    }

    [Fact]
    public void An_instruction_that_is_to_be_shown_needs_a_place()
    {
        var error = Assert.Throws<ConfigException>(() => ConfigReader.Read<PromptConfig>(null, ["instruction=true", "template={input} ="]));
        Assert.Contains("{instruction}", error.Problems[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("7 =", new PromptTemplate(ConfigReader.Read<PromptConfig>(null, ["template={input} ="])).Prompt("7", "Add."));
    }
}
