using System.Text.Json;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Tokenization.Jinja;

namespace Colora.Tokenization;

/// <summary>
/// A model's chat template (Jinja as transformers runs it: trim_blocks, lstrip_blocks, loop controls, the generation tag, tojson,
/// raise_exception, strftime_now; sandboxed). Limits on depth, work and output keep a hostile template from hanging the process.
/// </summary>
public sealed class ChatTemplate
{
    private const string FileName = TokenizerConfigFile.ChatTemplateFileName;

    private readonly Func<RenderScope, LoopSignal> body;
    private readonly string name;
    private readonly TimeProvider clock;
    private readonly Dictionary<string, object?> defaults = [];

    private ChatTemplate(string text, Func<RenderScope, LoopSignal> body, string name, TimeProvider clock)
    {
        Text = text;
        this.body = body;
        this.name = name;
        this.clock = clock;
    }

    /// <summary>The template itself.</summary>
    public string Text { get; }

    /// <summary>Parses a template.</summary>
    /// <param name="template">Its text.</param>
    /// <param name="name">Name for messages.</param>
    /// <param name="clock">What strftime_now reads; the system's local time by default.</param>
    /// <exception cref="InputException">It is malformed.</exception>
    public static ChatTemplate Parse(string template, string name = "chat_template", TimeProvider? clock = null)
    {
        try
        {
            return new ChatTemplate(template, TemplateParser.Parse(template), name, clock ?? TimeProvider.System);
        }
        catch (JinjaException e)
        {
            throw new InputException(e.Line > 0 ? $"{name}:{e.Line}" : name, e.Message, "a Jinja template", "", e);
        }
    }

    /// <summary>Loads the template of a model folder: chat_template.jinja, else chat_template of tokenizer_config.json (of a list, the one called default).</summary>
    /// <exception cref="InputException">The folder has none, or it is malformed.</exception>
    public static ChatTemplate Load(string modelFolder)
    {
        var config = TokenizerConfigFile.Read(modelFolder);
        var text = config.ChatTemplate
            ?? throw new InputException(modelFolder, "the model has no chat template", $"{FileName}, or chat_template in tokenizer_config.json", "use a model made for chat, or leave --chat out");
        var path = Path.Combine(modelFolder, FileName);
        var template = Parse(text, File.Exists(path) ? path : Path.Combine(modelFolder, TokenizerConfigFile.FileName));
        foreach (var role in (string[])["bos", "eos", "pad", "unk"])
            if (config.TextOf(role) is { } token) template.defaults[$"{role}_token"] = token;
        return template;
    }

    /// <summary>The text of a conversation.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="addGenerationPrompt">Whether the beginning of the assistant's answer is added.</param>
    /// <param name="variables">Further variables: strings, numbers, booleans, or JSON elements.</param>
    /// <exception cref="InputException">The template fails or refuses the conversation.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt, IReadOnlyDictionary<string, object?>? variables = null) =>
        Render(messages.Select(object? (message) => new PythonDict { ["role"] = message.Role, ["content"] = message.Content }).ToList(), addGenerationPrompt, variables);

    /// <summary>The text of a conversation given as JSON, with whatever keys the messages have.</summary>
    /// <param name="messages">An array of objects.</param>
    /// <param name="addGenerationPrompt">Whether the beginning of the assistant's answer is added.</param>
    /// <param name="variables">Further variables: strings, numbers, booleans, or JSON elements.</param>
    /// <exception cref="InputException">The template fails or refuses the conversation.</exception>
    public string Render(JsonElement messages, bool addGenerationPrompt, IReadOnlyDictionary<string, object?>? variables = null) =>
        Render((List<object?>)PythonJson.Read(messages)!, addGenerationPrompt, variables);

    private string Render(List<object?> messages, bool addGenerationPrompt, IReadOnlyDictionary<string, object?>? variables)
    {
        try
        {
            var scope = new RenderScope(clock);
            TemplateGlobals.Add(scope);
            foreach (var (key, value) in defaults) scope.Set(key, value);
            scope.Set("messages", messages);
            scope.Set("add_generation_prompt", addGenerationPrompt);
            foreach (var (key, value) in variables ?? new Dictionary<string, object?>())
                scope.Set(key, value switch { JsonElement element => PythonJson.Read(element), int number => (long)number, _ => value });
            body(scope);
            return scope.Output.ToString();
        }
        catch (JinjaException e)
        {
            throw new InputException(name, e.Message, "", "", e);
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or ArgumentOutOfRangeException or KeyNotFoundException or FormatException)
        {
            throw new InputException(name, $"the template fails: {e.Message}", "", "", e);
        }
    }
}
