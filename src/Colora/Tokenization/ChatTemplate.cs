using System.Text.Json;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Tokenization.Jinja;
using Colora.Tokenization.Jinja.Values;

namespace Colora.Tokenization;

/// <summary>
/// A model's chat template (Jinja as transformers runs it: trim_blocks, lstrip_blocks, loop controls, the generation tag, tojson,
/// raise_exception; sandboxed), with Python's meaning of every operation: what cannot be done as Python 3.11 does it is refused by name.
/// Work, memory, depth and the size of every value are counted and bounded, so that a hostile template ends as one error.
/// </summary>
public sealed class ChatTemplate
{
    private const string FileName = TokenizerConfigFile.ChatTemplateFileName;

    private readonly Statement body;
    private readonly string name;
    private readonly TimeProvider? clock;
    private readonly Dictionary<string, object?> defaults = [];

    private ChatTemplate(string text, Statement body, string name, TimeProvider? clock)
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
    /// <param name="clock">What strftime_now reads. Without one (the default) that function is not defined, and templates that ask for it first write the date that they hold for this case.</param>
    /// <exception cref="InputException">It is malformed.</exception>
    public static ChatTemplate Parse(string template, string name = "chat_template", TimeProvider? clock = null)
    {
        try
        {
            return new ChatTemplate(template, TemplateParser.Parse(template), name, clock);
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
        Render(meter => Read(meter, messages), addGenerationPrompt, variables);

    /// <summary>The text of a conversation given as JSON, with whatever keys the messages have.</summary>
    /// <param name="messages">An array of objects.</param>
    /// <param name="addGenerationPrompt">Whether the beginning of the assistant's answer is added.</param>
    /// <param name="variables">Further variables: strings, numbers, booleans, or JSON elements.</param>
    /// <exception cref="InputException">The template fails or refuses the conversation.</exception>
    public string Render(JsonElement messages, bool addGenerationPrompt, IReadOnlyDictionary<string, object?>? variables = null) =>
        Render(meter => PythonJson.Read(meter, messages), addGenerationPrompt, variables);

    private string Render(Func<Meter, object?> messages, bool addGenerationPrompt, IReadOnlyDictionary<string, object?>? variables)
    {
        var meter = new Meter();
        try
        {
            var scope = new RenderScope(meter);
            TemplateGlobals.Add(scope, clock);
            foreach (var (key, value) in defaults) scope.Set(key, value);
            scope.Set("messages", messages(meter));
            scope.Set("add_generation_prompt", addGenerationPrompt);
            foreach (var (key, value) in variables ?? new Dictionary<string, object?>())
                scope.Set(key, value switch { JsonElement element => PythonJson.Read(meter, element), int number => (long)number, string text => Whole(text), _ => value });
            body(scope);
            return scope.Output.ToString();
        }
        catch (JinjaException e)
        {
            throw new InputException(meter.Line > 0 ? $"{name}:{meter.Line}" : name, e.Message, "", "", e);
        }
        catch (Exception e) when (e is InvalidCastException or ArithmeticException or ArgumentException or KeyNotFoundException or FormatException or IndexOutOfRangeException or InvalidOperationException
            or NullReferenceException or InsufficientExecutionStackException)
        {
            throw new InputException(meter.Line > 0 ? $"{name}:{meter.Line}" : name, $"the template fails: {new JinjaException(e.Message).Message}", "", "", e);
        }
    }

    private static List<object?> Read(Meter meter, IReadOnlyList<ChatMessage> messages)
    {
        var list = new List<object?>();
        foreach (var message in messages)
        {
            var dict = new PythonDict(meter);
            dict.Put("role", Whole(message.Role));
            dict.Put("content", Whole(message.Content));
            PythonValue.Add(meter, list, dict);
        }

        return list;
    }

    /// <summary>A text without halves of surrogate pairs, which no template's text may hold.</summary>
    private static string Whole(string text) =>
        text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? string.Concat(text.EnumerateRunes().Select(rune => rune.ToString())) : text;
}
