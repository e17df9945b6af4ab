using System.Text.Json;

namespace Colora.Formats.HuggingFace;

/// <summary>
/// <c>tokenizer_config.json</c> and <c>chat_template.jinja</c> of a model folder; each may be absent, as may every key.
/// </summary>
public sealed record TokenizerConfigFile
{
    /// <summary>Name of the file in a model folder.</summary>
    public const string FileName = "tokenizer_config.json";

    /// <summary>Name of the file that holds the chat template in newer folders; it wins over the key.</summary>
    public const string ChatTemplateFileName = "chat_template.jinja";

    private const string DefaultTemplate = "default";

    /// <summary><c>add_bos_token</c>, or null.</summary>
    public bool? AddBosToken { get; init; }

    /// <summary><c>add_eos_token</c>, or null.</summary>
    public bool? AddEosToken { get; init; }

    /// <summary>Text of <c>bos_token</c>, or null.</summary>
    public string? BosToken { get; init; }

    /// <summary>Text of <c>eos_token</c>, or null.</summary>
    public string? EosToken { get; init; }

    /// <summary>Text of <c>pad_token</c>, or null.</summary>
    public string? PadToken { get; init; }

    /// <summary>Text of <c>unk_token</c>, or null.</summary>
    public string? UnkToken { get; init; }

    /// <summary>Chat templates (Jinja) by name; a single one is called <c>default</c>.</summary>
    public IReadOnlyDictionary<string, string> ChatTemplates { get; init; } = new Dictionary<string, string>();

    /// <summary>The template called <c>default</c>, or null.</summary>
    public string? ChatTemplate => ChatTemplates.GetValueOrDefault(DefaultTemplate);

    /// <summary>Reads what <paramref name="folder"/> has.</summary>
    /// <exception cref="InputException">A file is malformed or a key has another type.</exception>
    public static TokenizerConfigFile Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var config = File.Exists(path) ? FromSection(new JsonSection(path, JsonText.ReadObject(path))) : new TokenizerConfigFile();

        var template = Path.Combine(folder, ChatTemplateFileName);
        if (!File.Exists(template)) return config;
        var templates = new Dictionary<string, string>(config.ChatTemplates) { [DefaultTemplate] = JsonText.ReadText(template) };
        return config with { ChatTemplates = templates };
    }

    private static TokenizerConfigFile FromSection(JsonSection section) => new()
    {
        AddBosToken = section.OptionalBool("add_bos_token"),
        AddEosToken = section.OptionalBool("add_eos_token"),
        BosToken = ReadToken(section, "bos_token"),
        EosToken = ReadToken(section, "eos_token"),
        PadToken = ReadToken(section, "pad_token"),
        UnkToken = ReadToken(section, "unk_token"),
        ChatTemplates = ReadTemplates(section),
    };

    /// <summary>A token is a string or an AddedToken object with <c>content</c>.</summary>
    private static string? ReadToken(JsonSection section, string key) => section.Find(key)?.ValueKind switch
    {
        null => null,
        JsonValueKind.String => section.GetString(key),
        JsonValueKind.Object => section.OptionalSection(key)!.GetString("content"),
        _ => throw section.Unexpected(key, "a string or an object with 'content'"),
    };

    private static Dictionary<string, string> ReadTemplates(JsonSection section)
    {
        const string Key = "chat_template";
        switch (section.Find(Key)?.ValueKind)
        {
            case null:
                return [];
            case JsonValueKind.String:
                return new() { [DefaultTemplate] = section.GetString(Key) };
            case JsonValueKind.Array:
                var templates = new Dictionary<string, string>();
                foreach (var entry in section.GetSections(Key))
                {
                    if (!templates.TryAdd(entry.GetString("name"), entry.GetString("template")))
                        throw entry.Unexpected("name", "distinct names");
                }

                return templates;
            default:
                throw section.Unexpected(Key, "a string or an array of {name, template}");
        }
    }
}
