using System.Text.Json;

namespace Colora.Formats.HuggingFace;

/// <summary>
/// What <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>chat_template.jinja</c> of a model folder
/// say, read in this one place; each may be absent, as may every key.
/// </summary>
/// <remarks>
/// As transformers reads them: where tokenizer_config.json has no <c>added_tokens_decoder</c> (written before 2023),
/// the map wins over it; else the map only names what is not named there. An explicit null means that there is none.
/// What no file names is the default of <see cref="TokenizerClass"/>.
/// </remarks>
public sealed record TokenizerConfigFile
{
    /// <summary>Name of the file in a model folder.</summary>
    public const string FileName = "tokenizer_config.json";

    /// <summary>Name of the file that holds the chat template in newer folders; it wins over the key.</summary>
    public const string ChatTemplateFileName = "chat_template.jinja";

    /// <summary>Name of the file that older folders name their special tokens in.</summary>
    public const string MapFileName = "special_tokens_map.json";

    private const string DefaultTemplate = "default";

    private static readonly string[] Roles = ["bos", "eos", "pad", "unk"];

    /// <summary><c>add_bos_token</c>, or null.</summary>
    public bool? AddBosToken { get; init; }

    /// <summary><c>add_eos_token</c>, or null.</summary>
    public bool? AddEosToken { get; init; }

    /// <summary><c>tokenizer_class</c>, or null.</summary>
    public string? ClassName { get; init; }

    /// <summary>
    /// What transformers takes for granted of this class; null for a class that takes nothing for granted.
    /// </summary>
    public TokenizerClass? Class => TokenizerClass.Find(ClassName);

    /// <summary>
    /// The tokens that a file names, by role (bos, eos, pad, unk); null for a role that a file says there is none of.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Named { get; init; } = new Dictionary<string, string?>();

    /// <summary>Text of the begin-of-sequence token, or null.</summary>
    public string? BosToken => TextOf("bos");

    /// <summary>Text of the end-of-sequence token, or null.</summary>
    public string? EosToken => TextOf("eos");

    /// <summary>Text of the padding token, or null.</summary>
    public string? PadToken => TextOf("pad");

    /// <summary>Text of the unknown token, or null.</summary>
    public string? UnkToken => TextOf("unk");

    /// <summary>Chat templates (Jinja) by name; a single one is called <c>default</c>.</summary>
    public IReadOnlyDictionary<string, string> ChatTemplates { get; init; } = new Dictionary<string, string>();

    /// <summary>The template called <c>default</c>, or null.</summary>
    public string? ChatTemplate => ChatTemplates.GetValueOrDefault(DefaultTemplate);

    /// <summary>
    /// Text of the token of a role (bos, eos, pad, unk): the one that a file names, else the default of the class, else
    /// null.
    /// </summary>
    public string? TextOf(string role) => Named.TryGetValue(role, out var text) ? text : Class?.DefaultOf(role);

    /// <summary>Reads what <paramref name="folder"/> has.</summary>
    /// <exception cref="InputException">A file is malformed or a key has another type.</exception>
    public static TokenizerConfigFile Read(string folder)
    {
        JsonSection? own = Section(folder, FileName), map = Section(folder, MapFileName);
        var config = new TokenizerConfigFile
        {
            AddBosToken = own?.OptionalBool("add_bos_token"),
            AddEosToken = own?.OptionalBool("add_eos_token"),
            ClassName = own?.OptionalString("tokenizer_class"),
            Named = ReadTokens(own, map),
            ChatTemplates = own is null ? [] : ReadTemplates(own),
        };

        var template = Path.Combine(folder, ChatTemplateFileName);
        if (!File.Exists(template)) return config;
        var templates = new Dictionary<string, string>(config.ChatTemplates)
        {
            [DefaultTemplate] = JsonText.ReadText(template)
        };
        return config with { ChatTemplates = templates };
    }

    private static JsonSection? Section(string folder, string name) =>
        Path.Combine(folder, name) is var path
            && File.Exists(path) ? new JsonSection(path, JsonText.ReadObject(path)) : null;

    private static Dictionary<string, string?> ReadTokens(JsonSection? own, JsonSection? map)
    {
        var named = new Dictionary<string, string?>();
        var files = own is not null && !own.Has("added_tokens_decoder") ? [map, own] : (JsonSection?[])[own, map];
        foreach (var file in files.OfType<JsonSection>())
        {
            foreach (var role in Roles)
                if (file.Json.TryGetProperty($"{role}_token", out _))
                    named.TryAdd(role, ReadToken(file, $"{role}_token"));
        }

        return named;
    }

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
