using System.Text.RegularExpressions;

namespace Colora.Formats.HuggingFace;

/// <summary>
/// Paths in variables of the environment, written out as Python's <c>expanduser</c> and <c>expandvars</c> do, which
/// huggingface_hub applies to its own.
/// </summary>
internal static partial class EnvironmentPath
{
    private const string PasswordFile = "/etc/passwd";

    /// <summary>
    /// A leading <c>~</c> or <c>~name</c> becomes that user's home folder, then <c>$NAME</c> and <c>${NAME}</c> their
    /// values; what is not known stays as it is.
    /// </summary>
    /// <param name="path">The path as the variable has it.</param>
    /// <param name="variable">Reads a variable of the environment.</param>
    public static string Expand(string path, Func<string, string?> variable)
    {
        if (path.StartsWith('~'))
        {
            var end = path.IndexOf('/') is >= 0 and var slash ? slash : path.Length;
            if (HomeOf(path[1..end], variable) is { } home)
            {
                path = home.TrimEnd('/') is { Length: > 0 } folder
                    ? folder + path[end..]
                    : "/" + path[end..].TrimStart('/');
            }
        }

        return Reference().Replace(
            path,
            found => variable(found.Groups[1].Success ? found.Groups[1].Value : found.Groups[2].Value) ?? found.Value);
    }

    /// <summary>The current user's home folder.</summary>
    public static string Home(Func<string, string?> variable) =>
        variable("HOME") is { Length: > 0 } home
            ? home
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static string? HomeOf(string user, Func<string, string?> variable)
    {
        if (user.Length == 0) return Home(variable);
        if (!File.Exists(PasswordFile)) return null;
        return File.ReadLines(PasswordFile)
            .Select(line => line.Split(':'))
            .FirstOrDefault(fields => fields.Length > 5 && fields[0] == user)?[5];
    }

    [GeneratedRegex(@"\$(?:(\w+)|\{([^}]*)\})")]
    private static partial Regex Reference();
}
