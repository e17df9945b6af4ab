using System.Text.Json;
using Colora.Formats;

namespace Colora.Configuration;

/// <summary>Names of enum values as configs spell them: kebab-case.</summary>
public static class EnumName
{
    /// <summary>All names in order.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The value that an option names.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="name">What was given.</param>
    /// <exception cref="InputException">No value has the name; it tells those that do.</exception>
    public static T Parse<T>(string option, string name) where T : struct, Enum =>
        TryParse<T>(name, out var value)
            ? value
            : throw new InputException(option, $"\"{name}\"", $"one of {string.Join(", ", All<T>())}");

    /// <summary>The value of a name.</summary>
    public static bool TryParse<T>(string name, out T value) where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            value = candidate;
            if (Of(candidate) == name) return true;
        }

        value = default;
        return false;
    }
}
