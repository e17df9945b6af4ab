using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>
/// What the reader of JSON lets pass in a document of a run: null among the elements of a list, a count below 0, and
/// what a type knows of itself (<see cref="DocumentRules"/>). Every document that a command reads passes through here
/// before anything is made of it.
/// </summary>
internal static class DocumentCheck
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Member>> Members = new();

    /// <summary>Refuses a damaged document by the place of its first fault.</summary>
    /// <param name="document">What was read.</param>
    /// <param name="where">File, and line where there is one.</param>
    /// <exception cref="InputException">It is damaged.</exception>
    public static void Require(object document, string where)
    {
        if (FaultIn(document, "") is not { } fault) return;
        throw new InputException(
            where, fault.Place.Length == 0 ? fault.Found : $"\"{fault.Place}\" {fault.Found}", fault.Expected,
            "the file is damaged: let the command that wrote it write it again");
    }

    private static (string Place, string Found, string Expected)? FaultIn(object? value, string place)
    {
        switch (value)
        {
            case null or string or bool or double or float or Enum:
                return null;
            case int or long:
                return Convert.ToInt64(value, null) < 0 ? (place, $"is {value}", "0 or more") : null;
            case IDictionary entries:
                return FaultInEntries(entries, place);
            case IEnumerable items:
                return FaultInItems(items, place);
            default:
                return FaultInMembers(value, place) ?? FaultOfRules(value, place);
        }
    }

    private static (string Place, string Found, string Expected)? FaultInEntries(IDictionary entries, string place)
    {
        foreach (DictionaryEntry entry in entries)
            if (FaultIn(entry.Value, $"{place}.{entry.Key}") is { } fault) return fault;
        return null;
    }

    private static (string Place, string Found, string Expected)? FaultInItems(IEnumerable items, string place)
    {
        var number = 0;
        foreach (var item in items)
            if (FaultIn(item, $"{place}[{number++}]") is { } fault) return fault;
        return null;
    }

    private static (string Place, string Found, string Expected)? FaultInMembers(object record, string place)
    {
        foreach (var member in Members.GetOrAdd(record.GetType(), Describe))
        {
            var inner = place.Length == 0 ? member.Name : $"{place}.{member.Name}";
            var held = member.Property.GetValue(record);
            if (held is null && !member.MayBeNull) return (inner, "is null", "a value");
            if (held is IEnumerable and not string && !member.MayHoldNull && FirstNull(held) is { } at)
                return ($"{inner}{at}", "is null", "a value");
            if (FaultIn(held, inner) is { } fault) return fault;
        }

        return null;
    }

    private static (string Place, string Found, string Expected)? FaultOfRules(object record, string place)
    {
        foreach (var (name, found, expected) in DocumentRules.Of(record))
        {
            string[] parts = [place, name];
            return (string.Join('.', parts.Where(part => part.Length > 0)), found, expected);
        }

        return null;
    }

    private static string? FirstNull(object list)
    {
        if (list is IDictionary entries)
        {
            foreach (DictionaryEntry entry in entries)
                if (entry.Value is null) return $".{entry.Key}";
            return null;
        }

        var number = 0;
        foreach (var item in (IEnumerable)list)
        {
            if (item is null) return $"[{number}]";
            if (item is IEnumerable and not string && FirstNull(item) is { } inner) return $"[{number}]{inner}";
            number++;
        }

        return null;
    }

    /// <summary>What is read from the file: properties that can be set. Computed ones follow from them.</summary>
    private static List<Member> Describe(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite
                && property.GetIndexParameters().Length == 0
                && !property.IsDefined(typeof(JsonIgnoreAttribute)))
            .Select(property =>
            {
                var info = nullability.Create(property);
                var element = info.ElementType ?? info.GenericTypeArguments.LastOrDefault();
                return new Member(
                    property,
                    property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                        ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
                    info.ReadState != NullabilityState.NotNull,
                    element is null || element.ReadState != NullabilityState.NotNull);
            })];
    }

    private sealed record Member(PropertyInfo Property, string Name, bool MayBeNull, bool MayHoldNull);
}
