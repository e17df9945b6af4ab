namespace Colora.Configuration;

/// <summary>Takes settings of the command line into a draft: dotted keys, values as text.</summary>
internal static class ArgumentLayer
{
    /// <summary>The place that errors name for an override.</summary>
    private const string SetName = "--set";

    public static void ApplyOverride(string assignment, ConfigDraft draft)
    {
        var equals = assignment.IndexOf('=');
        if (equals > 0)
        {
            Apply(assignment[..equals].Trim(), new ConfigFlag(SetName, assignment[(equals + 1)..]), draft);
            return;
        }

        draft.Problems.Add(new(
            SetName, "", $"'{SourceNode.Show(assignment)}'", "key=value", $"write {SetName} section.key=value"));
    }

    public static void Apply(string key, ConfigFlag flag, ConfigDraft draft)
    {
        var section = draft.Root;
        var prefix = "";
        var names = key.Split('.');
        foreach (var name in names[..^1])
        {
            if (section.Find(name) is { Section: { } inner })
            {
                section = inner;
                prefix += name + ".";
                continue;
            }

            RefusePath(key, prefix, name, section, flag, draft);
            return;
        }

        ApplyLast(key, prefix, names[^1], section, flag, draft);
    }

    private static void ApplyLast(
        string key, string prefix, string name, ConfigSection section, ConfigFlag flag, ConfigDraft draft)
    {
        switch (section.Find(name))
        {
            case null:
                draft.RefuseUnknown(flag.Name, prefix, name, section);
                break;
            case { Section: { } inner }:
                var keys = string.Join(", ", inner.Entries.Select(entry => $"{key}.{entry.Name}"));
                draft.Problems.Add(new(
                    flag.Name, key, "the key of a section", "the key of a value", $"set one of {keys}"));
                break;
            case var entry:
                draft.Set(
                    key, entry, new SourceNode(SourceKind.Scalar, flag.Name) { Text = flag.Value, IsArgument = true });
                break;
        }
    }

    private static void RefusePath(
        string key, string prefix, string name, ConfigSection section, ConfigFlag flag, ConfigDraft draft)
    {
        if (section.Find(name) is null) draft.RefuseUnknown(flag.Name, prefix, name, section);
        else draft.Problems.Add(new(
            flag.Name, SourceNode.Show(key), $"{prefix}{name} is a value, not a section", "",
            $"set {prefix}{name} itself"));
    }
}
