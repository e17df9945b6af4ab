using System.Text.Json;
using Colora.Testing;
using Xunit;

namespace Colora.Templates.Tests;

public sealed class ChatTemplateTests
{
    private static readonly TimeProvider Clock = new FixedClock();

    [Fact]
    public void Templates_render_as_Jinja_renders_them()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require("reference", "chat_templates.json")));
        var wrong = new List<string>();
        var count = 0;
        foreach (var one in document.RootElement.EnumerateArray())
        {
            count++;
            if (Check(one) is { } reason) wrong.Add($"{one.GetProperty("name").GetString()}: {reason}");
        }

        Assert.Equal(427, count);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} differ\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void A_conversation_becomes_the_models_prompt()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}<|{{ m.role }}|>\n{{ m['content'] | trim }}\n{% endfor %}{% if add_generation_prompt %}<|assistant|>\n{% endif %}");
        Assert.Equal("<|user|>\nhi\n<|assistant|>\n", template.Render([new ChatMessage("user", " hi ")], addGenerationPrompt: true));
    }

    [Theory]
    [InlineData("{% for i in range(3000) %}{% for j in range(3000) %}x{% endfor %}{% endfor %}")]
    [InlineData("{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}")]
    [InlineData("{{ 'x' * 100000000 }}")]
    [InlineData("{% if %}")]
    [InlineData("{{ messages.append(1) }}")]
    [InlineData("{{ nothing.at.all }}")]
    [InlineData("{{ raise_exception('no') }}")]
    public void A_hostile_or_broken_template_is_one_error(string template) =>
        Assert.Throws<TemplateException>(() => ChatTemplate.Parse(template).Render([], addGenerationPrompt: false));

    private static string? Check(JsonElement one)
    {
        var variables = new Dictionary<string, object?>();
        foreach (var key in (string[])["bos_token", "eos_token", "tools"])
            if (one.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null) variables[key] = value;
        if (one.TryGetProperty("kwargs", out var more) && more.ValueKind == JsonValueKind.Object)
            foreach (var property in more.EnumerateObject()) variables[property.Name] = property.Value;
        var expected = one.TryGetProperty("expected", out var text) ? text.GetString() : null;
        try
        {
            var actual = ChatTemplate.Parse(one.GetProperty("template").GetString()!, clock: Clock)
                .Render(one.GetProperty("messages"), one.GetProperty("add_generation_prompt").GetBoolean(), variables);
            return expected is null ? $"no error but «{actual}»" : actual == expected ? null : $"«{actual}» for «{expected}»";
        }
        catch (TemplateException e)
        {
            return expected is null ? null : e.Message;
        }
    }

    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2024, 7, 26, 13, 5, 9, TimeSpan.Zero);
    }
}
