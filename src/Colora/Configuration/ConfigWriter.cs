using System.Collections;
using System.Text;
using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>
/// Writes a configuration record in full: every key, in the order of declaration. <see cref="ConfigReader"/> reads it
/// back exactly.
/// </summary>
public static class ConfigWriter
{
    /// <summary>The configuration as YAML, lines ended by a newline.</summary>
    /// <exception cref="ArgumentException">A number is not finite, or a text holds half a surrogate pair.</exception>
    public static string ToYaml(object config)
    {
        var yaml = new StringBuilder();
        Write(ConfigSection.Of(config), "", yaml);
        return yaml.Length == 0 ? "{}\n" : yaml.ToString();
    }

    /// <summary>The configuration as JSON, with the same keys.</summary>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static JsonObject ToJson(object config) => ToJson(ConfigSection.Of(config));

    /// <summary>
    /// The settings that differ from their defaults, as lines <c>section.key: value</c> in the order of declaration:
    /// what makes a config this one, whatever settings later versions add.
    /// </summary>
    /// <param name="config">The config.</param>
    /// <param name="defaults">Holds the defaults; <c>new T()</c> when absent.</param>
    public static IReadOnlyList<string> Changes<T>(T config, T? defaults = null)
        where T : class, new()
    {
        var usual = ConfigSection.Of(defaults ?? new T())
            .Values()
            .ToDictionary(value => value.Key, value => value.Entry.Write(value.Entry.Value));
        return [.. ConfigSection.Of(config).Values()
            .Select(value => (value.Key, Text: value.Entry.Write(value.Entry.Value)))
            .Where(value => usual[value.Key] != value.Text)
            .Select(value => $"{value.Key}: {value.Text}")];
    }

    /// <summary>A value as JSON: null, a list or a single value.</summary>
    internal static JsonNode? ToJson(ConfigEntry entry)
    {
        if (entry.Value is null) return null;
        return entry.IsList
            ? new JsonArray([.. ((IEnumerable)entry.Value).Cast<object>().Select(entry.Scalar!.ToJson)])
            : entry.Scalar!.ToJson(entry.Value);
    }

    private static JsonObject ToJson(ConfigSection section) =>
        new(section.Entries
            .Select(entry => KeyValuePair.Create(
                entry.Name, entry.Section is { } inner ? ToJson(inner) : ToJson(entry))));

    private static void Write(ConfigSection section, string indent, StringBuilder yaml)
    {
        foreach (var entry in section.Entries)
        {
            yaml.Append(indent).Append(YamlText.Write(entry.Name)).Append(':');
            if (entry.Section is null)
            {
                yaml.Append(' ').Append(entry.Write(entry.Value)).Append('\n');
                continue;
            }

            yaml.Append(entry.Section.Entries.Count == 0 ? " {}\n" : "\n");
            Write(entry.Section, indent + "  ", yaml);
        }
    }
}
