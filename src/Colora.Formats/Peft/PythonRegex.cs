using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Colora.Formats.Peft;

/// <summary>
/// Python's <c>re</c> on module paths, by .NET's engine. Adapter folders come from strangers: a pattern runs without
/// backtracking, or, where it looks around and cannot, only if its form lets it backtrack no more than the path is long
/// (<see cref="PatternCost"/>).
/// </summary>
internal static class PythonRegex
{
    private const int LongestPattern = 16_384, MostKept = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly ConcurrentDictionary<string, Regex> Kept = new();

    /// <summary><c>re.fullmatch(pattern, text)</c>.</summary>
    public static bool FullMatch(string pattern, string text) => Match($@"\A(?:{pattern})\z", text).Success;

    /// <summary><c>re.match(pattern, text)</c>: anchored at the start only.</summary>
    public static Match Match(string pattern, string text)
    {
        try
        {
            if (Kept.Count > MostKept) Kept.Clear();
            return Kept.GetOrAdd(pattern, one => Build($@"\A(?:{one})")).Match(text);
        }
        catch (Exception e) when (e is RegexMatchTimeoutException or ArgumentException)
        {
            throw new InputException(
                $"pattern {Quoted.Text(pattern)}", "takes too long to match", "", "simplify the pattern", e);
        }
    }

    /// <summary>
    /// Why <paramref name="pattern"/> is no regular expression, or none that can be matched in time; null if it is one.
    /// </summary>
    public static string? Fault(string pattern)
    {
        if (pattern.Length > LongestPattern) return $"it has {pattern.Length} characters, more than {LongestPattern}";
        try
        {
            return Build(pattern).Options.HasFlag(RegexOptions.NonBacktracking)
                || PatternCost.Fault(Translate(pattern)) is not { } fault ? null : $"it {fault}";
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    private static Regex Build(string pattern)
    {
        var translated = Translate(pattern);
        try
        {
            return new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);
        }
        catch (NotSupportedException)
        {
            return new Regex(translated, RegexOptions.CultureInvariant, Patience);
        }
    }

    // The two spellings that module patterns use and that differ: named groups, end of text.
    private static string Translate(string pattern) => pattern.Replace("(?P<", "(?<").Replace(@"\Z", @"\z");
}
