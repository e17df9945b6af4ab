namespace Colora.Configuration;

/// <summary>Turns a part of the input into the value of a setting.</summary>
internal static class SettingReader
{
    /// <summary>
    /// Reads the value; where there is none, adds a problem (in a list: one for each bad element) and returns false.
    /// </summary>
    public static bool Read(
        string key, ConfigEntry entry, SourceNode node, List<ConfigProblem> problems, out object? value)
    {
        value = null;
        var before = problems.Count;
        if (node.IsNull && entry.IsNullable) return true;
        value = entry.IsList ? ReadList(key, entry, node, problems) : ReadOne(key, entry, node, problems);
        if (problems.Count == before && entry.IsTooEmpty(value))
        {
            problems.Add(new(
                node.Where, key, entry.IsList ? "an empty list" : "an empty text", entry.Expected, DefaultOf(entry)));
        }

        return problems.Count == before;
    }

    /// <summary>Adds the problem of an alias or a tag; false when the node is neither.</summary>
    public static bool RefuseForeign(string key, SourceNode node, List<ConfigProblem> problems)
    {
        if (node.Kind is not (SourceKind.Alias or SourceKind.Tagged)) return false;
        var remedy = node.Kind == SourceKind.Alias ? "write the value out" : "remove the tag";
        problems.Add(new(node.Where, key, $"{node.Shown} is not supported", "a plain value", remedy));
        return true;
    }

    private static Array? ReadList(string key, ConfigEntry entry, SourceNode node, List<ConfigProblem> problems)
    {
        if (RefuseForeign(key, node, problems)) return null;
        if (node.Kind != SourceKind.Sequence && !node.IsArgument)
        {
            problems.Add(new(node.Where, key, node.Shown, entry.Expected, "write it as [a, b]"));
            return null;
        }

        var items = node.IsArgument ? SplitArgument(node) : node.Items;
        var list = Array.CreateInstance(entry.Property.PropertyType.GetGenericArguments()[0], items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (ReadOne($"{key}[{i}]", entry, items[i], problems) is { } element) list.SetValue(element, i);
        }

        return list;
    }

    // On the command line a list is "a,b,c"; blanks around the elements do not count, and nothing at all is the empty
    // list.
    private static IReadOnlyList<SourceNode> SplitArgument(SourceNode node) =>
        string.IsNullOrWhiteSpace(node.Text)
            ? []
            : [.. node.Text.Split(',').Select(part => node with { Text = part.Trim() })];

    private static object? ReadOne(string key, ConfigEntry entry, SourceNode node, List<ConfigProblem> problems)
    {
        if (RefuseForeign(key, node, problems)) return null;
        var scalar = entry.Scalar!;
        var expected = entry.IsList ? entry.ExpectedElement : entry.Expected;
        var isText = scalar is TextType;

        // "null" on the command line cannot be put in quotes: to a text it is just that word.
        var isNull = node.IsNull && !(isText && node.IsArgument);
        if (node.Kind != SourceKind.Scalar || isNull)
        {
            var remedy = isNull && isText ? "write \"\" for an empty text" : DefaultOf(entry);
            problems.Add(new(node.Where, key, node.Shown, expected, remedy));
            return null;
        }

        var isQuotedNumber = node.IsQuoted && !isText && scalar.Choices is null;
        if (!isQuotedNumber && scalar.Read(node.Text) is { } value)
        {
            if (entry.IsWithinLimits(value)) return value;
            problems.Add(new(node.Where, key, node.Text, expected, DefaultOf(entry)));
            return null;
        }

        var hint = isQuotedNumber && scalar.Read(node.Text) is not null
            ? "remove the quotes"
            : scalar.RemedyFor(node.Text);
        problems.Add(new(node.Where, key, node.Shown, expected, hint.Length > 0 ? hint : DefaultOf(entry)));
        return null;
    }

    // No advice where the default itself would be refused.
    private static string DefaultOf(ConfigEntry entry) =>
        entry.IsList || !entry.IsSound(entry.Value) ? "" : $"leave it out for the default {entry.Write(entry.Value)}";
}
