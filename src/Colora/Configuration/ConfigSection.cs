using System.Reflection;
using System.Text.Json;

namespace Colora.Configuration;

/// <summary>
/// The settings of one configuration record, in the order of its declaration. Properties that cannot be set are no
/// settings.
/// </summary>
/// <param name="Type">The record's type.</param>
/// <param name="Entries">Its settings.</param>
internal sealed record ConfigSection(Type Type, IReadOnlyList<ConfigEntry> Entries)
{
    /// <summary>All keys, for an error.</summary>
    public string KnownKeys => Entries.Count == 0 ? "(none)" : string.Join(", ", Entries.Select(entry => entry.Name));

    /// <summary>The setting of that name; null when there is none.</summary>
    public ConfigEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>Dotted keys of all values below, with their entries.</summary>
    public IEnumerable<(string Key, ConfigEntry Entry)> Values(string prefix = "") =>
        Entries.SelectMany(entry => entry.Section is { } section
            ? section.Values(prefix + entry.Name + ".")
            : [(prefix + entry.Name, entry)]);

    /// <summary>Describes a record with the values that it holds.</summary>
    /// <exception cref="InvalidOperationException">The type is no configuration record: a mistake in the program, never
    /// in its input.</exception>
    public static ConfigSection Of(object record)
    {
        var type = record.GetType();
        var nullability = new NullabilityInfoContext();
        var entries = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.SetMethod!.IsPublic)
            .OrderBy(property => property.MetadataToken)
            .Select(property => Describe(property, property.GetValue(record), nullability))
            .ToList();
        var twice = entries.GroupBy(entry => entry.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"{type.Name} has two settings of the name {twice.Key}");
        return new(type, entries);
    }

    private static ConfigEntry Describe(PropertyInfo property, object? value, NullabilityInfoContext nullability)
    {
        var setting = property.GetCustomAttribute<SettingAttribute>();
        var name = property.GetCustomAttribute<YamlNameAttribute>()?.Name
            ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var isList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        var element = isList ? type.GetGenericArguments()[0] : null;
        var entry = new ConfigEntry(property, name, value)
        {
            Description = setting?.Description ?? "",
            Unit = setting?.Unit ?? "",
            Limits = [.. property.GetCustomAttributes<LimitAttribute>()],
            IsNotEmpty = property.IsDefined(typeof(NotEmptyAttribute)),
            IsNullable = nullability.Create(property).WriteState == NullabilityState.Nullable,
            IsList = element is not null,
            Scalar = ScalarType.Of(element ?? type),
        };
        if (entry.Scalar is not null) return entry;
        if (isList) throw NoSetting(property);
        return entry with { Section = SectionOf(property, type, value) };
    }

    private static ConfigSection SectionOf(PropertyInfo property, Type type, object? value)
    {
        if (!type.IsClass || type.GetConstructor([]) is null) throw NoSetting(property);
        return Of(value
            ?? throw new InvalidOperationException($"{Place(property)}: a section is never null"));
    }

    private static InvalidOperationException NoSetting(PropertyInfo property) =>
        new($"{Place(property)}: {property.PropertyType} is no type of a setting");

    private static string Place(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";
}
