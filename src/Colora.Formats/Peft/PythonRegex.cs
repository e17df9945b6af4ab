using System.Text.RegularExpressions;

namespace Colora.Formats.Peft;

/// <summary>Python's <c>re</c> on module paths, by .NET's engine.</summary>
internal static class PythonRegex
{
    // Adapter folders come from strangers: a pattern must not hang the program.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary><c>re.fullmatch(pattern, text)</c>.</summary>
    public static bool FullMatch(string pattern, string text) => Match($@"\A(?:{pattern})\z", text).Success;

    /// <summary><c>re.match(pattern, text)</c>: anchored at the start only.</summary>
    public static Match Match(string pattern, string text)
    {
        try
        {
            return Regex.Match(text, Translate($@"\A(?:{pattern})"), RegexOptions.CultureInvariant, Patience);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InputException($"pattern {Quoted.Text(pattern)}", "takes too long to match", "", "simplify the pattern", e);
        }
    }

    /// <summary>Why <paramref name="pattern"/> is no regular expression, or null if it is one.</summary>
    public static string? Fault(string pattern)
    {
        try
        {
            _ = new Regex(Translate(pattern), RegexOptions.CultureInvariant, Patience);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    // The two spellings that module patterns use and that differ: named groups, end of text.
    private static string Translate(string pattern) => pattern.Replace("(?P<", "(?<").Replace(@"\Z", @"\z");
}
