using System.Reflection;

namespace Colora.Configuration;

/// <summary>A configuration in the making: what was set so far and from where, and all that was wrong.</summary>
internal sealed class ConfigDraft(ConfigSection root, string fallbackPlace)
{
    private readonly Dictionary<string, object?> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> places = new(StringComparer.Ordinal);

    public ConfigSection Root { get; } = root;

    public List<ConfigProblem> Problems { get; } = [];

    /// <summary>Takes the value of a setting; a later one replaces it.</summary>
    public void Set(string key, ConfigEntry entry, SourceNode node)
    {
        if (SettingReader.Read(key, entry, node, Problems, out var value)) values[key] = value;
        places[key] = node.Where;
    }

    /// <summary>Remembers where a section begins, for errors about it.</summary>
    public void Enter(string key, string where) => places.TryAdd(key, where);

    /// <summary>A key that does not exist, with what it may have been meant to be.</summary>
    public void RefuseUnknown(string where, string prefix, string name, ConfigSection section)
    {
        var retirements = section.Type.GetCustomAttributes<RetiredAttribute>();
        if (retirements.FirstOrDefault(one => one.Name == name) is { } retired)
        {
            Problems.Add(new(where, prefix + name, "is no setting any more", retired.Instead, "remove it"));
            return;
        }

        // What is only counted needs no advice: a file that is no config at all has very many keys.
        var meant = Problems.Count < ConfigException.MostTold ? Meant(prefix, name, section) : null;
        var remedy = meant is null ? "remove it" : $"did you mean '{meant}'?";
        var shown = name.Length > 0 ? SourceNode.Show(name) : "''";
        Problems.Add(new(where, prefix + shown, "unknown key", $"one of {section.KnownKeys}", remedy));
    }

    /// <summary>A key of the section of nearly that name, else one of that name in another section.</summary>
    private string? Meant(string prefix, string name, ConfigSection section)
    {
        if (Spelling.Nearest(name, section.Entries.Select(entry => entry.Name)) is { } near) return prefix + near;
        var keys = Root.Values().Select(pair => pair.Key);
        return keys.FirstOrDefault(key => Spelling.IsSame(key[(key.LastIndexOf('.') + 1)..], name));
    }

    /// <summary>The record; meaningless when there are <see cref="Problems"/>.</summary>
    public object Build()
    {
        var checks = new List<(string Prefix, IChecked Section)>();
        var record = Build(Root, "", checks);
        var unsound = Problems.Select(problem => problem.Key).ToList();
        foreach (var (prefix, section) in checks)
        {
            // A rule over a value that could not be read would speak about its default.
            if (unsound.Exists(key => IsWithin(key, prefix))) continue;
            Problems.AddRange(section.Check().Select(problem => Placed(problem, prefix + problem.Key)));
        }

        return record;
    }

    private static bool IsWithin(string key, string prefix) =>
        prefix.Length == 0 || key == prefix[..^1] || key.StartsWith(prefix, StringComparison.Ordinal);

    private ConfigProblem Placed(ConfigProblem problem, string key) =>
        problem with { Where = Place(key), Key = key.TrimEnd('.') };

    private object Build(ConfigSection section, string prefix, List<(string Prefix, IChecked Section)> checks)
    {
        // A new record even for a section of defaults: the default may be one instance that many share.
        var record = Activator.CreateInstance(section.Type)!;
        foreach (var entry in section.Entries)
        {
            var key = prefix + entry.Name;
            entry.Property.SetValue(
                record, entry.Section is { } inner ? Build(inner, key + ".", checks) : ValueOf(key, entry));
        }

        if (record is IChecked rules) checks.Add((prefix, rules));
        return record;
    }

    private object? ValueOf(string key, ConfigEntry entry)
    {
        if (values.TryGetValue(key, out var value)) return value;
        if (!places.ContainsKey(key) && !entry.IsSound(entry.Value))
        {
            Problems.Add(new(
                fallbackPlace, key, $"not set, and the default is {entry.Write(entry.Value)}", entry.Expected,
                $"set {key}"));
        }

        return entry.Value;
    }

    // The place of the key, else of the section around it, else of the whole.
    private string Place(string key)
    {
        for (var part = key.TrimEnd('.'); part.Length > 0; part = part[..Math.Max(0, part.LastIndexOf('.'))])
        {
            if (places.TryGetValue(part, out var where)) return where;
        }

        return fallbackPlace;
    }
}
