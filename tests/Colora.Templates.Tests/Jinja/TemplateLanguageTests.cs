using System.Text.Json;
using Xunit;

namespace Colora.Templates.Tests.Jinja;

/// <summary>
/// Python's meaning of every operation. The texts are jinja2 3.1.6's (Python 3.11, ImmutableSandboxedEnvironment with trim_blocks, lstrip_blocks, loopcontrols, a
/// generation tag, json.dumps with ensure_ascii=False for tojson), and so is whether there is one: a script rendered the templates there and kept, of some
/// hundred thousand, those that cover each pair of features.
/// </summary>
public sealed class TemplateLanguageTests
{
    private const string Variables = """
        {"messages":[{"role":"user","content":"Hi there"},{"role":"assistant","content":" ok\n","tool_calls":[{"function":{"name":"f","arguments":{"a":1,"b":[1,2.5,null,"é"]}}}]},{"role":"user","content":"é😀 ß"}],"x":"gx","a":[3,1,2],"b":{"a":1,"role":"r"},"u":null,"y":2.5,"items":["p","Q","p"],"msg":{"role":"system","content":"Be x."},"i":5}
        """;

    [Fact]
    public void Traps_are_as_in_Jinja() => Check(HandCases.Lines, 70);

    [Fact]
    public void Expressions_are_as_in_Jinja() => Check(ExpressionCases.Lines, 380);

    [Fact]
    public void Statements_are_as_in_Jinja() => Check(StatementCases.Lines, 160);

    [Fact]
    public void Every_power_of_ten_and_of_two_prints_as_Python_prints_it()
    {
        // What reads back and is shortest; the exponents' form by hand.
        for (var e = -323; e <= 308; e++)
        {
            var text = e is >= 0 and < 16 ? "1" + new string('0', e) + ".0" : e is < 0 and >= -4 ? "0." + new string('0', -e - 1) + "1" : $"1e{(e < 0 ? '-' : '+')}{Math.Abs(e):00}";
            Assert.Equal(text, Render($"{{{{ 1e{e} }}}}"));
        }

        Assert.Equal("2.9802322387695312e-08 5.684341886080802e-14 9007199254740992.0 1.8446744073709552e+19 5e-324", Render("{{ 2.0**-25 }} {{ 2.0**-44 }} {{ 2.0**53 }} {{ 2.0**64 }} {{ 2.0**-1074 }}"));
    }

    [Theory]
    [InlineData("{{ strftime_now('%Y') }}", "strftime_now")]
    [InlineData("{{ [1]|random }}", "'random' is not supported")]
    [InlineData("{{ lipsum() }}", "random text")]
    [InlineData("{{ [1]|map('string') }}", "address of memory")]
    [InlineData("{{ 'a'.upper }}", "address of memory")]
    [InlineData("{{ 'a'.encode() }}", "'encode' is not supported")]
    [InlineData("{{ (-8) ** 0.5 }}", "complex")]
    [InlineData("{{ 'a b'|wordwrap(1) }}", "'wordwrap' is not supported")]
    [InlineData("{% autoescape true %}{{ x }}{% endautoescape %}", "autoescape is not supported")]
    [InlineData("{{ '\\ud83d' }}", "half of a surrogate pair")]
    [InlineData("{{ ['nan'|float, 1]|sort }}", "nan")]
    public void What_cannot_be_done_as_Python_does_it_is_refused_by_name(string template, string name) => Assert.Contains(name, Assert.Throws<TemplateException>(() => Render(template)).Message);

    [Fact]
    public void Without_a_clock_a_template_writes_the_date_that_it_holds() =>
        Assert.Equal("26 Jul 2024", Render("{% if strftime_now is defined %}{{ strftime_now('%d %b %Y') }}{% else %}26 Jul 2024{% endif %}"));

    [Theory]
    [InlineData("a\r\nb\rc\n", "a\nb\nc")]
    [InlineData("a\u2028b\fc\n\n", "a\u2028b\fc\n")]
    [InlineData("{% if true %}\r\n  x\r\n  {% endif %}\r\ny", "  x\ny")]
    public void Line_ends_are_one_character_and_only_three_things_are_line_ends(string template, string text) => Assert.Equal(text, Render(template));

    [Fact]
    public void An_error_names_its_line() => Assert.Equal(3, Assert.Throws<TemplateException>(() => Render("a\n{% if true %}\n{{ 1 // 0 }}{% endif %}\n")).Line);

    private static void Check(string lines, int atLeast)
    {
        var wrong = new List<string>();
        var cases = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in cases)
        {
            using var pair = JsonDocument.Parse(line);
            var (template, expected) = (pair.RootElement[0].GetString()!, pair.RootElement[1].GetString());
            string? actual;
            try
            {
                actual = Render(template);
            }
            catch (TemplateException)
            {
                actual = null;
            }

            if (actual != expected) wrong.Add($"{line}: {(actual is null ? "an error" : JsonSerializer.Serialize(actual))}");
        }

        Assert.True(cases.Length >= atLeast, $"{cases.Length} cases");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases.Length} differ\n{string.Join('\n', wrong)}");
    }

    private static string Render(string template)
    {
        using var document = JsonDocument.Parse(Variables);
        var variables = document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value);
        return ChatTemplate.Parse(template).Render(document.RootElement.GetProperty("messages"), addGenerationPrompt: false, variables);
    }
}
