namespace Colora.Formats;

/// <summary>What may be called a user: any name that is also a safe file name.</summary>
public static class UserName
{
    /// <summary>Longest name in UTF-16 units; with an extension it fits every file system.</summary>
    public const int LongestName = 128;

    /// <summary>
    /// Refuses an empty name, one longer than <see cref="LongestName"/>, and one with <c>/</c>, <c>\</c>, a control character,
    /// <c>..</c>, a leading dot, or blanks at its ends; gives the name back.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="where">File, key or argument it came from, for the message.</param>
    /// <exception cref="InputException">The name is refused.</exception>
    public static string Check(string name, string where)
    {
        var reason = Reason(name);
        return reason is null
            ? name
            : throw new InputException(where, $"the user name {Quoted.Text(name)} {reason}", "a name that can be a file name", "rename the user");
    }

    private static string? Reason(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) return "is empty";
        if (name.Length > LongestName) return $"has {name.Length} characters, over {LongestName}";
        if (name[0] == '.') return "begins with a dot";
        if (name.Contains("..")) return "contains '..'";
        if (name.AsSpan().IndexOfAny('/', '\\') >= 0) return "contains a path separator";
        if (name.Any(char.IsControl)) return "contains a control character";
        if (name.Trim().Length != name.Length) return "begins or ends with a blank";
        return HasHalfPair(name) ? "is not valid Unicode" : null;
    }

    private static bool HasHalfPair(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == System.Text.Rune.ReplacementChar) return true;
        }

        return false;
    }
}
