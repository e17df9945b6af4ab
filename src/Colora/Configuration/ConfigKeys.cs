namespace Colora.Configuration;

/// <summary>Lists the settings of a configuration record, for tables and help texts.</summary>
public static class ConfigKeys
{
    /// <summary>
    /// All values with their dotted keys, in the order of declaration; sections are not rows of their own.
    /// </summary>
    /// <typeparam name="T">The configuration record.</typeparam>
    /// <param name="defaults">Holds the defaults; <c>new T()</c> when absent.</param>
    public static IReadOnlyList<ConfigKey> Of<T>(T? defaults = null)
        where T : class, new() =>
        [.. ConfigSection.Of(defaults ?? new T()).Values().Select(pair => RowOf(pair.Key, pair.Entry))];

    private static ConfigKey RowOf(string key, ConfigEntry entry) =>
        new(key, TypeOf(entry), entry.Write(entry.Value), DescriptionOf(entry));

    private static string TypeOf(ConfigEntry entry)
    {
        var type = entry.IsList ? $"list of {entry.Scalar!.Label}" : entry.Scalar!.Label;
        return entry.IsNullable ? type + " or null" : type;
    }

    /// <summary>As in "Steps before the peak rate (steps; at least 0)".</summary>
    private static string DescriptionOf(ConfigEntry entry)
    {
        var details = string.Join(
            "; ",
            new[] { entry.Unit, entry.LimitText, entry.IsNotEmpty ? "not empty" : "" }.Where(part => part.Length > 0));
        return details.Length == 0 ? entry.Description : $"{entry.Description} ({details})".TrimStart();
    }
}
