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
    private const string FileName = "chat_template.jinja";

    private readonly Func<RenderScope, LoopSignal> body;
    private readonly string name;
    private readonly TimeProvider clock;
    private readonly Dictionary<string, object?> defaults = [];

    private ChatTemplate(Func<RenderScope, LoopSignal> body, string name, TimeProvider clock)
    {
        this.body = body;
        this.name = name;
        this.clock = clock;
    }

    /// <summary>Parses a template.</summary>
    /// <param name="template">Its text.</param>
    /// <param name="name">Name for messages.</param>
    /// <param name="clock">What strftime_now reads; the system's local time by default.</param>
    /// <exception cref="InputException">It is malformed.</exception>
    public static ChatTemplate Parse(string template, string name = "chat_template", TimeProvider? clock = null)
    {
        try
        {
            return new ChatTemplate(TemplateParser.Parse(template), name, clock ?? TimeProvider.System);
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
        var path = Path.Combine(modelFolder, FileName);
        var configPath = Path.Combine(modelFolder, "tokenizer_config.json");
        if (!File.Exists(path) && !File.Exists(configPath)) throw None(modelFolder);
        var template = File.Exists(path) ? Parse(File.ReadAllText(path), path) : FromConfig(configPath);
        if (File.Exists(configPath))
        {
            using var config = JsonDocument.Parse(File.ReadAllText(configPath));
            foreach (var token in (string[])["bos_token", "eos_token", "pad_token", "unk_token"])
                if (TokenText(config.RootElement, token) is { } text) template.defaults[token] = text;
        }

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

    private static ChatTemplate FromConfig(string path)
    {
        var config = new JsonSectionReader(path);
        var template = config.Template ?? throw None(Path.GetDirectoryName(path)!);
        return Parse(template, path);
    }

    private static InputException None(string folder) =>
        new(folder, "the model has no chat template", $"{FileName}, or chat_template in tokenizer_config.json", "use a model made for chat, or leave --chat out");

    private static string? TokenText(JsonElement config, string key)
    {
        if (!config.TryGetProperty(key, out var value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString()
            : value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out var content) ? content.GetString() : null;
    }

    /// <summary>chat_template of a tokenizer_config.json.</summary>
    private sealed class JsonSectionReader
    {
        public JsonSectionReader(string path)
        {
            _ = TokenizerConfigFile.Read(Path.GetDirectoryName(path)!);
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            if (!document.RootElement.TryGetProperty("chat_template", out var value)) return;
            Template = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Array => value.EnumerateArray()
                    .Where(item => item.TryGetProperty("name", out var name) && name.GetString() == "default")
                    .Select(item => item.GetProperty("template").GetString()).FirstOrDefault(),
                _ => null,
            };
        }

        public string? Template { get; }
    }
}
