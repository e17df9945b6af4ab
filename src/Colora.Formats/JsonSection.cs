using System.Text.Json;

namespace Colora.Formats;

/// <summary>
/// A JSON object of a file with typed access. <c>Get…</c> demands a key, <c>Optional…</c> gives null where it is absent
/// or null; a value of another type is an <see cref="InputException"/> that names file, key, found and expected.
/// </summary>
public class JsonSection
{
    private readonly string prefix;

    internal JsonSection(string where, JsonElement json, string prefix = "")
    {
        Where = where;
        Json = json;
        this.prefix = prefix;
    }

    /// <summary>The file (with line, where there is one), for messages.</summary>
    public string Where { get; }

    /// <summary>The object itself.</summary>
    public JsonElement Json { get; }

    /// <summary>Whether <paramref name="key"/> is there and not null.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>An integer of 32 bits.</summary>
    /// <exception cref="InputException">Absent, null or another type.</exception>
    public int GetInt(string key) => OptionalInt(key) ?? throw Missing(key, "an integer");

    /// <summary>An integer of 32 bits, or null.</summary>
    /// <exception cref="InputException">Another type.</exception>
    public int? OptionalInt(string key) => Find(key) is { } value ? AsInt(key, value, "an integer") : null;

    /// <summary>A finite number.</summary>
    /// <exception cref="InputException">Absent, null or another type.</exception>
    public double GetDouble(string key) => OptionalDouble(key) ?? throw Missing(key, "a number");

    /// <summary>A finite number, or null.</summary>
    /// <exception cref="InputException">Another type.</exception>
    public double? OptionalDouble(string key)
    {
        if (Find(key) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble())
            ? value.GetDouble()
            : throw Unexpected(key, "a finite number");
    }

    /// <summary>True or false.</summary>
    /// <exception cref="InputException">Absent, null or another type.</exception>
    public bool GetBool(string key) => OptionalBool(key) ?? throw Missing(key, "true or false");

    /// <summary>True, false or null.</summary>
    /// <exception cref="InputException">Another type.</exception>
    public bool? OptionalBool(string key) => Find(key)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Unexpected(key, "true or false"),
    };

    /// <summary>A string, perhaps empty.</summary>
    /// <exception cref="InputException">Absent, null or another type.</exception>
    public string GetString(string key) => OptionalString(key) ?? throw Missing(key, "a string");

    /// <summary>A string, perhaps empty, or null.</summary>
    /// <exception cref="InputException">Another type.</exception>
    public string? OptionalString(string key)
    {
        if (Find(key) is not { } value) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Unexpected(key, "a string");
    }

    /// <summary>An array of strings, or null.</summary>
    /// <exception cref="InputException">Another type.</exception>
    public IReadOnlyList<string>? OptionalStrings(string key)
    {
        if (Find(key) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array) throw Unexpected(key, "an array of strings");
        var strings = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) throw Bad(key, $"holds {JsonText.Kind(item)}", "strings only");
            strings.Add(item.GetString()!);
        }

        return strings;
    }

    /// <summary>Integers given as an array or as one number, or null.</summary>
    /// <exception cref="InputException">Another type.</exception>
    public IReadOnlyList<int>? OptionalInts(string key)
    {
        const string Expected = "an integer or an array of integers";
        if (Find(key) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => AsInt(key, item, Expected))]
            : [AsInt(key, value, Expected)];
    }

    /// <summary>An inner object, or null; its keys are named <c>outer.inner</c> in messages.</summary>
    /// <exception cref="InputException">Another type.</exception>
    public JsonSection? OptionalSection(string key)
    {
        if (Find(key) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Object
            ? new JsonSection(Where, value, $"{prefix}{key}.")
            : throw Unexpected(key, "an object");
    }

    /// <summary>An array of objects; their keys are named <c>outer[0].inner</c> in messages.</summary>
    /// <exception cref="InputException">Absent, null or another type.</exception>
    public IReadOnlyList<JsonSection> GetSections(string key)
    {
        var value = Find(key) ?? throw Missing(key, "an array of objects");
        if (value.ValueKind != JsonValueKind.Array) throw Unexpected(key, "an array of objects");
        var sections = new List<JsonSection>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) throw Bad(key, $"holds {JsonText.Kind(item)}", "objects only");
            sections.Add(new JsonSection(Where, item, $"{prefix}{key}[{sections.Count}]."));
        }

        return sections;
    }

    /// <summary>
    /// The exception for a key whose value, though present, is none of the expected; for callers with rules of their
    /// own.
    /// </summary>
    public InputException Unexpected(string key, string expected, string remedy = "") =>
        Find(key) is { } value
            ? Bad(key, $"is {JsonText.Kind(value)}", expected, remedy)
            : Missing(key, expected, remedy);

    /// <summary>The value of a key that is there and not null.</summary>
    internal JsonElement? Find(string key) =>
        Json.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private int AsInt(string key, JsonElement value, string expected) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw Bad(key, $"is or holds {JsonText.Kind(value)}", expected);

    private InputException Missing(string key, string expected, string remedy = "") =>
        Bad(key, Json.TryGetProperty(key, out _) ? "is null" : "is missing", expected, remedy);

    private InputException Bad(string key, string found, string expected, string remedy = "") =>
        new(Where, $"{Quoted.Text(prefix + key)} {found}", expected, remedy);
}
