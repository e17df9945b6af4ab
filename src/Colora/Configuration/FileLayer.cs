namespace Colora.Configuration;

/// <summary>Takes the settings of a YAML file into a draft.</summary>
internal static class FileLayer
{
    public static void Apply(SourceNode document, ConfigDraft draft)
    {
        if (SettingReader.RefuseForeign("", document, draft.Problems)) return;
        if (document.Kind != SourceKind.Mapping)
        {
            draft.Problems.Add(new(
                document.Where, "", document.Shown, "keys with values", $"the keys are {draft.Root.KnownKeys}"));
            return;
        }

        ApplyMembers(document, draft.Root, "", draft);
    }

    private static void ApplyMembers(SourceNode mapping, ConfigSection section, string prefix, ConfigDraft draft)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Members)
        {
            if (IsKey(key, prefix, draft) && IsFirst(key, prefix, seen, draft))
                ApplyMember(key, value, section, prefix, draft);
        }
    }

    private static bool IsKey(SourceNode key, string prefix, ConfigDraft draft)
    {
        if (key.Kind == SourceKind.Scalar && (key.Text != "<<" || key.IsQuoted)) return true;
        var found = key.Kind == SourceKind.Scalar ? "a merge key (<<) is not supported" : $"{key.Shown} as a key";
        draft.Problems.Add(new(key.Where, prefix.TrimEnd('.'), found, "a plain name", "write the keys out"));
        return false;
    }

    private static bool IsFirst(SourceNode key, string prefix, Dictionary<string, string> seen, ConfigDraft draft)
    {
        if (seen.TryAdd(key.Text, key.Where)) return true;
        var found = $"the key stands twice (first at {seen[key.Text]})";
        draft.Problems.Add(new(
            key.Where, prefix + SourceNode.Show(key.Text), found, "each key once", "remove one of them"));
        return false;
    }

    private static void ApplyMember(
        SourceNode key, SourceNode value, ConfigSection section, string prefix, ConfigDraft draft)
    {
        var name = prefix + key.Text;
        if (section.Find(key.Text) is not { } entry)
        {
            draft.RefuseUnknown(key.Where, prefix, key.Text, section);
        }
        else if (entry.Section is null)
        {
            draft.Set(name, entry, value);
        }
        else if (value.Kind == SourceKind.Mapping)
        {
            draft.Enter(name, key.Where);
            ApplyMembers(value, entry.Section, name + ".", draft);
        }
        else if (!value.IsBlank && !SettingReader.RefuseForeign(name, value, draft.Problems))
        {
            // A section of which every line is commented out is a section of defaults; a written null is a mistake.
            draft.Problems.Add(new(
                value.Where, name, value.Shown, entry.Expected, "leave the section out for its defaults"));
        }
    }
}
