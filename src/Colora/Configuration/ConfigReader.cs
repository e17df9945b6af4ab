using System.Collections.ObjectModel;

namespace Colora.Configuration;

/// <summary>
/// Makes a configuration record of its defaults, a YAML file, flags and overrides; what comes later in this row wins.
/// A configuration type is a sealed record with settable properties: string, bool, int, long, double, enums, their
/// nullable forms, <see cref="IReadOnlyList{T}"/> of them, and further such records (sections). The default of a
/// setting is what <c>new T()</c> holds.
/// </summary>
public static class ConfigReader
{
    /// <summary>Reads a configuration.</summary>
    /// <typeparam name="T">The configuration record.</typeparam>
    /// <param name="yamlPath">UTF-8 file of one YAML 1.2 mapping; empty means all defaults; null for none.</param>
    /// <param name="overrides"><c>section.key=value</c>; lists as <c>a,b,c</c>; of two for one key the later
    /// wins.</param>
    /// <exception cref="ConfigException">Anything is wrong; it tells everything that is.</exception>
    public static T Read<T>(string? yamlPath, IReadOnlyList<string> overrides)
        where T : class, new() => Read<T>(yamlPath, ReadOnlyDictionary<string, ConfigFlag>.Empty, overrides);

    /// <summary>A configuration with some settings changed.</summary>
    /// <typeparam name="T">The configuration record.</typeparam>
    /// <param name="config">What is changed; stays as it is.</param>
    /// <param name="overrides"><c>section.key=value</c>; lists as <c>a,b,c</c>.</param>
    /// <exception cref="ConfigException">Anything is wrong; it tells everything that is.</exception>
    public static T Amend<T>(T config, IReadOnlyList<string> overrides)
        where T : class, new()
    {
        var draft = new ConfigDraft(ConfigSection.Of(config), "defaults");
        foreach (var assignment in overrides) ArgumentLayer.ApplyOverride(assignment, draft);
        var record = (T)draft.Build();
        return draft.Problems.Count == 0 ? record : throw new ConfigException(draft.Problems);
    }

    /// <summary>
    /// Reads a configuration with the values of a command's own flags between the file and the overrides.
    /// </summary>
    /// <typeparam name="T">The configuration record.</typeparam>
    /// <param name="yamlPath">UTF-8 file of one YAML 1.2 mapping; empty means all defaults; null for none.</param>
    /// <param name="flags">Dotted key to the flag that sets it.</param>
    /// <param name="overrides"><c>section.key=value</c>; lists as <c>a,b,c</c>; of two for one key the later
    /// wins.</param>
    /// <param name="defaults">What holds where nothing is said; <c>new T()</c> when absent.</param>
    /// <exception cref="ConfigException">Anything is wrong; it tells everything that is.</exception>
    public static T Read<T>(
        string? yamlPath, IReadOnlyDictionary<string, ConfigFlag> flags, IReadOnlyList<string> overrides,
        T? defaults = null)
        where T : class, new()
    {
        var draft = new ConfigDraft(ConfigSection.Of(defaults ?? new T()), yamlPath ?? "defaults");
        if (yamlPath is not null && YamlSource.Read(yamlPath, draft.Problems) is { } document)
            FileLayer.Apply(document, draft);
        foreach (var (key, flag) in flags) ArgumentLayer.Apply(key, flag, draft);
        foreach (var assignment in overrides) ArgumentLayer.ApplyOverride(assignment, draft);
        var record = (T)draft.Build();
        return draft.Problems.Count == 0 ? record : throw new ConfigException(draft.Problems);
    }
}
