using System.Text.Json;
using System.Text.Json.Nodes;
using Colora.Templates;
using Colora.Testing;
using Colora.Tokenization;
using Xunit;

namespace Colora.Tests.Tokenization;

/// <summary>Conversations rendered and encoded as transformers does, users' texts as text: all pairs of a template and a tokenizer of the reference.</summary>
public sealed class ChatRowTests
{
    private static readonly TimeProvider Clock = new FixedClock();

    [Theory]
    [InlineData("smollm2")]
    [InlineData("chatml-generation")]
    [InlineData("qwen3")]
    [InlineData("qwen2.5")]
    [InlineData("llama3")]
    [InlineData("llama3.2")]
    [InlineData("llama2")]
    [InlineData("mistral-v0.1")]
    [InlineData("mistral-v0.3")]
    [InlineData("zephyr")]
    [InlineData("gemma")]
    [InlineData("phi-3")]
    [InlineData("deepseek-r1")]
    [InlineData("openchat")]
    public void Users_texts_give_the_ids_of_the_reference(string pairing)
    {
        var folder = SharedData.Require("reference", "chat_rows", "models", pairing);
        var pair = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "pair.json")))!;
        using var files = Tokenizer(pair);
        using var tokenizer = files.Load();
        var template = ChatTemplate.Parse((string)pair["template"]!, clock: Clock);
        var control = ControlTokens.Of(tokenizer, template.Text);
        foreach (var extra in pair["control_tokens_extra"]!.AsArray())
            Assert.Contains("\U000F0000", control.Mark((string)extra!), StringComparison.Ordinal);

        var (count, plain, wrong) = (0, 0, new List<string>());
        foreach (var row in Rows(folder))
        {
            if (row["error"] is not null) continue;
            var expected = Ids(row, "ids_user_text_plain") ?? Ids(row, "ids")!;
            if (row["ids_user_text_plain"] is not null) plain++;
            var marked = Render(template, pair, row, control.Mark);
            if (!control.EncodeMarked(marked).SequenceEqual(expected)) wrong.Add($"{row["id"]}: {ControlTokens.Unmarked(marked)}");
            count++;
        }

        Assert.True(count >= 30 && plain >= 1, $"{count} rows, {plain} with control tokens");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} differ\n{string.Join('\n', wrong)}");
    }

    private static SmallTokenizer Tokenizer(JsonNode pair)
    {
        var json = JsonNode.Parse(File.ReadAllText(SharedData.Require("reference", "tokenizers", (string)pair["tokenizer"]!, "tokenizer.json")))!;
        foreach (var added in pair["added_tokens"]!.AsArray()) json["added_tokens"]!.AsArray().Add(added!.DeepClone());
        return new SmallTokenizer().With("tokenizer.json", json);
    }

    private static IEnumerable<JsonNode> Rows(string folder) =>
        ((string[])["rows.jsonl", "prompts.jsonl"]).SelectMany(name => File.ReadAllText(Path.Combine(folder, name)).Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => JsonNode.Parse(line)!);

    private static string Render(ChatTemplate template, JsonNode pair, JsonNode row, Func<string, string> mark)
    {
        var variables = new Dictionary<string, object?> { ["tools"] = row["tools"] is { } tools ? Element(Marked(tools, mark)) : null, ["documents"] = null };
        foreach (var key in (string[])["bos_token", "eos_token", "pad_token"])
            if (pair[key] is { } token) variables[key] = (string)token!;
        if (row["kwargs"] is JsonObject more)
            foreach (var (key, value) in more) variables[key] = value is null ? null : Element(Marked(value, mark));
        return template.Render(Element(Messages(row["messages"]!.AsArray(), mark)), addGenerationPrompt: false, variables);
    }

    /// <summary>As transformers gives them to a template: text parts joined, keys without a value left out, one name for thoughts.</summary>
    private static JsonArray Messages(JsonArray messages, Func<string, string> mark)
    {
        var all = new JsonArray();
        foreach (var message in messages)
        {
            var shown = new JsonObject();
            foreach (var (key, value) in message!.AsObject())
            {
                if (value is null) continue;
                shown[key] = key == "content" && value is JsonArray parts ? string.Concat(parts.Select(part => (string)part!["text"]!)) : value.DeepClone();
            }

            foreach (var key in (string[])["reasoning_content", "thinking", "reasoning"])
            {
                if (shown[key] is not { } thought) continue;
                (shown["reasoning_content"], shown["thinking"]) = (thought.DeepClone(), thought.DeepClone());
                break;
            }

            all.Add(Marked(shown, mark));
        }

        return all;
    }

    private static JsonNode Marked(JsonNode node, Func<string, string> mark)
    {
        switch (node)
        {
            case JsonObject map:
                var changed = new JsonObject();
                foreach (var (key, value) in map) changed[key] = value is null ? null : Marked(value, mark);
                return changed;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => item is null ? null : Marked(item, mark))]);
            default:
                return node.GetValueKind() == JsonValueKind.String ? JsonValue.Create(mark((string)node!)) : node.DeepClone();
        }
    }

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);

    private static int[]? Ids(JsonNode row, string key) => row[key]?.AsArray().Select(id => (int)id!).ToArray();

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 7, 26, 13, 5, 9, TimeSpan.Zero);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
