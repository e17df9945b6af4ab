using Colora.Formats;

namespace Colora.Model;

/// <summary>How sizes in config.json are read.</summary>
internal static class SizeKeys
{
    /// <summary>Largest size that is taken for one; tensors of more could not be allocated.</summary>
    public const int Largest = 1 << 28;

    /// <summary>An integer from 1 to <see cref="Largest"/>.</summary>
    /// <exception cref="InputException">Absent, null, another type or out of range.</exception>
    public static int GetSize(this JsonSection section, string key)
    {
        var value = section.GetInt(key);
        return value is > 0 and <= Largest ? value : throw section.Unexpected(key, $"an integer from 1 to {Largest}");
    }

    /// <summary>Whether a key is not there at all: null says "none" where an absent key stands for a default.</summary>
    public static bool IsAbsent(this JsonSection section, string key) => !section.Json.TryGetProperty(key, out _);
}
