using System.Text.Json;

namespace Colora.Configuration;

/// <summary>Names of enum values as configs spell them: kebab-case.</summary>
public static class EnumName
{
    /// <summary>All names in order.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

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
