using System.Text.Json;
using Colora.Templates.Jinja;
using Colora.Templates.Jinja.Values;

namespace Colora.Templates;

/// <summary>
/// A model's chat template (Jinja as transformers runs it: trim_blocks, lstrip_blocks, loop controls, the generation tag, tojson,
/// raise_exception; sandboxed), with Python's meaning of every operation: what cannot be done as Python 3.11 does it is refused by name.
/// Work, memory, depth and the size of every value are counted and bounded, so that a hostile template ends as one error.
/// </summary>
public sealed class ChatTemplate
{
    private readonly Statement body;
    private readonly TimeProvider? clock;

    private ChatTemplate(string text, Statement body, TimeProvider? clock)
    {
        Text = text;
        this.body = body;
        this.clock = clock;
    }

    /// <summary>The template itself.</summary>
    public string Text { get; }

    /// <summary>Variables that every conversation has, such as bos_token, unless <c>Render</c> is given others.</summary>
    public IReadOnlyDictionary<string, string> Defaults { get; init; } = new Dictionary<string, string>();

    /// <summary>Parses a template.</summary>
    /// <param name="template">Its text.</param>
    /// <param name="clock">What strftime_now reads. Without one (the default) that function is not defined, and templates that ask for it first write the date that they hold for this case.</param>
    /// <param name="defaults">Variables that every conversation has.</param>
    /// <exception cref="TemplateException">It is malformed.</exception>
    public static ChatTemplate Parse(string template, TimeProvider? clock = null, IReadOnlyDictionary<string, string>? defaults = null) =>
        new(template, TemplateParser.Parse(template), clock) { Defaults = defaults ?? new Dictionary<string, string>() };

    /// <summary>The text of a conversation.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="addGenerationPrompt">Whether the beginning of the assistant's answer is added.</param>
    /// <param name="variables">Further variables: strings, numbers, booleans, or JSON elements.</param>
    /// <exception cref="TemplateException">The template fails or refuses the conversation.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt, IReadOnlyDictionary<string, object?>? variables = null) =>
        Render(meter => Read(meter, messages), addGenerationPrompt, variables);

    /// <summary>The text of a conversation given as JSON, with whatever keys the messages have.</summary>
    /// <param name="messages">An array of objects.</param>
    /// <param name="addGenerationPrompt">Whether the beginning of the assistant's answer is added.</param>
    /// <param name="variables">Further variables: strings, numbers, booleans, or JSON elements.</param>
    /// <exception cref="TemplateException">The template fails or refuses the conversation.</exception>
    public string Render(JsonElement messages, bool addGenerationPrompt, IReadOnlyDictionary<string, object?>? variables = null) =>
        Render(meter => PythonJson.Read(meter, messages), addGenerationPrompt, variables);

    private string Render(Func<Meter, object?> messages, bool addGenerationPrompt, IReadOnlyDictionary<string, object?>? variables)
    {
        var meter = new Meter();
        try
        {
            var scope = new RenderScope(meter);
            TemplateGlobals.Add(scope, clock);
            foreach (var (key, value) in Defaults) scope.Set(key, value);
            scope.Set("messages", messages(meter));
            scope.Set("add_generation_prompt", addGenerationPrompt);
            foreach (var (key, value) in variables ?? new Dictionary<string, object?>())
                scope.Set(key, value switch { JsonElement element => PythonJson.Read(meter, element), int number => (long)number, string text => Whole(text), _ => value });
            body(scope);
            return scope.Output.ToString();
        }
        catch (TemplateException e)
        {
            throw new TemplateException(e.Message, meter.Line, e);
        }
        catch (Exception e) when (e is InvalidCastException or ArithmeticException or ArgumentException or KeyNotFoundException or FormatException or IndexOutOfRangeException or InvalidOperationException
            or NullReferenceException or InsufficientExecutionStackException)
        {
            throw new TemplateException($"the template fails: {e.Message}", meter.Line, e);
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
