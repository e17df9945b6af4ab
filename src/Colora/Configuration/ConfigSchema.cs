using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>
/// Describes a configuration record as JSON Schema, for editors that check and complete YAML. Rules across settings
/// (<see cref="IChecked"/>) are beyond it: a file that the schema accepts may still be refused.
/// </summary>
public static class ConfigSchema
{
    /// <summary>The schema (draft 2020-12); no key is required and none but the known are allowed.</summary>
    /// <typeparam name="T">The configuration record.</typeparam>
    /// <param name="defaults">Holds the defaults; <c>new T()</c> when absent.</param>
    public static JsonObject Of<T>(T? defaults = null)
        where T : class, new()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = typeof(T).Name
        };
        AddSection(schema, ConfigSection.Of(defaults ?? new T()));
        return schema;
    }

    private static void AddSection(JsonObject schema, ConfigSection section)
    {
        schema["type"] = "object";
        schema["additionalProperties"] = false;
        schema["properties"] =
            new JsonObject(
                section.Entries.Select(entry => KeyValuePair.Create(entry.Name, (JsonNode?)Describe(entry))));
    }

    private static JsonObject Describe(ConfigEntry entry)
    {
        var schema = new JsonObject();
        if (entry.Description.Length > 0)
            schema["description"] = entry.Unit.Length > 0 ? $"{entry.Description} ({entry.Unit})" : entry.Description;
        if (entry.Section is { } section)
        {
            AddSection(schema, section);
            return schema;
        }

        if (entry.IsList)
        {
            schema["type"] = TypeOf("array", entry.IsNullable);
            schema["items"] = DescribeOne(entry, isNullable: false);
            if (entry.IsNotEmpty) schema["minItems"] = 1;
        }
        else
        {
            foreach (var (keyword, value) in DescribeOne(entry, entry.IsNullable)) schema[keyword] = value?.DeepClone();
        }

        schema["default"] = ConfigWriter.ToJson(entry);
        return schema;
    }

    private static JsonObject DescribeOne(ConfigEntry entry, bool isNullable)
    {
        var scalar = entry.Scalar!;
        var schema = new JsonObject { ["type"] = TypeOf(scalar.JsonType, isNullable) };
        if (scalar.Choices is { } choices)
        {
            var names = choices.Select(name => (JsonNode?)JsonValue.Create(name));
            schema["enum"] = new JsonArray([.. isNullable ? names.Append(null) : names]);
        }

        foreach (var limit in entry.Limits) limit.AddTo(schema);
        if (entry.IsNotEmpty && !entry.IsList) schema["pattern"] = @"\S";
        return schema;
    }

    private static JsonNode TypeOf(string type, bool isNullable) =>
        isNullable ? new JsonArray(type, "null") : JsonValue.Create(type);
}
