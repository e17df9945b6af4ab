using System.Buffers;
using System.Globalization;
using System.Text;

namespace Colora.Formats;

/// <summary>What may be called a user: any name that is also a safe file name, here and on other systems.</summary>
public static class UserName
{
    /// <summary>
    /// Most bytes of a name in UTF-8. A file system takes 255; the rest is for what names of files and folders add to
    /// it.
    /// </summary>
    public const int MostBytes = 200;

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];
    private static readonly SearchValues<char> Refused = SearchValues.Create("<>:\"|?*");

    /// <summary>
    /// Refuses an empty name, one longer than <see cref="MostBytes"/>, one with <c>/</c>, <c>\</c>, <c>..</c>, a
    /// control character or one of <c>&lt;&gt;:"|?*</c>, a dot or blank at its begin or end (a dot within is fine), the
    /// name of a device (CON, NUL, COM1 …) and what looks like a draft of ours; gives the name back.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="where">File, key or argument it came from, for the message.</param>
    /// <exception cref="InputException">The name is refused.</exception>
    public static string Check(string name, string where)
    {
        var reason = Reason(name);
        return reason is null
            ? name
            : throw new InputException(
                where, $"the user name {Quoted.Text(name ?? "")} {reason}",
                "a name that can be a file name on any system", "rename the user");
    }

    /// <summary>
    /// Checks every name, and that no two are the same on a file system that knows no case or spells letters with
    /// accents in another way.
    /// </summary>
    /// <param name="names">Distinct names.</param>
    /// <param name="where">File, key or argument they came from, for the message.</param>
    /// <exception cref="InputException">A name is refused, or two are too much alike.</exception>
    public static void CheckAll(IEnumerable<string> names, string where)
    {
        var known = new Dictionary<string, string>();
        foreach (var name in names)
        {
            var key = KeyOf(Check(name, where));
            if (known.TryAdd(key, name)) continue;
            var difference = known[key] == name
                ? "are the same"
                : "differ in nothing but case or the spelling of their letters in Unicode";
            throw new InputException(
                where, $"the user names {Quoted.Text(known[key])} and {Quoted.Text(name)} {difference}",
                "names that stay apart as file names on any system", "rename one of the users");
        }
    }

    /// <summary>What two names have in common that are one file name on some system.</summary>
    public static string KeyOf(string name) => CanonicalForm.Of(CanonicalForm.Of(name).ToUpperInvariant());

    private static string? Reason(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return "is empty";
        if (HasHalfPair(name)) return "is not valid Unicode";
        var bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > MostBytes) return $"has {bytes} bytes in UTF-8, over {MostBytes}";
        if (name[0] == '.') return "begins with a dot";
        if (name.Contains("..")) return "contains '..'";
        if (name.AsSpan().IndexOfAny('/', '\\') >= 0) return "contains a path separator";
        if (name.Any(IsControl)) return "contains a control character";
        if (name.Trim().Length != name.Length) return "begins or ends with a blank";
        if (name[^1] == '.') return "ends with a dot";
        if (name.AsSpan().IndexOfAny(Refused) is var at and >= 0)
            return $"contains '{name[at]}', which other systems refuse in file names";
        if (IsDevice(name)) return "is the name of a device on other systems";
        return Draft.IsName(name) ? "ends as the temporary files of this program do" : null;
    }

    /// <summary>
    /// Control characters, line and paragraph separators, and marks that turn the direction of what follows.
    /// </summary>
    private static bool IsControl(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';

    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        return Devices.Contains(stem)
            || stem.Length == 4
                && (stem.StartsWith("COM", StringComparison.Ordinal)
                    || stem.StartsWith("LPT", StringComparison.Ordinal))
                && stem[3] is (>= '0' and <= '9') or '¹' or '²' or '³';
    }

    private static bool HasHalfPair(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar) return true;
        }

        return false;
    }
}
