namespace Colora.Formats;

/// <summary>
/// Bad input, told in one line: where (file, line or key), what was found, what was expected, how to mend it.
/// Everything that a user can cause by a file, a key or an argument is thrown as this type; the command line prints
/// <see cref="Exception.Message"/> alone and exits with code 2. The line has at most <see cref="OneLine.Longest"/>
/// characters, none of which steers a terminal, wherever its parts come from.
/// </summary>
public class InputException : Exception
{
    /// <summary>Composes the line <c>where: found; expected …; remedy</c>.</summary>
    /// <param name="where">File (with line, where there is one), key or argument.</param>
    /// <param name="found">What was found there.</param>
    /// <param name="expected">What would have been right; may be empty.</param>
    /// <param name="remedy">How to mend it, as an imperative; may be empty.</param>
    /// <param name="inner">The cause, shown with <c>--verbose</c> only.</param>
    public InputException(string where, string found, string expected = "", string remedy = "", Exception? inner = null)
        : base(Compose(where, found, expected, remedy), inner)
    {
        Where = where;
        Found = found;
        Expected = expected;
        Remedy = remedy;
    }

    /// <summary>File, key or argument.</summary>
    public string Where { get; }

    /// <summary>What was found.</summary>
    public string Found { get; }

    /// <summary>What was expected; may be empty.</summary>
    public string Expected { get; }

    /// <summary>How to mend it; may be empty.</summary>
    public string Remedy { get; }

    private static string Compose(string where, string found, string expected, string remedy)
    {
        const string Expected = "; expected ";
        var parts = OneLine.Fit([where, found, expected, remedy], overhead: Expected.Length + 4);
        var line = $"{parts[0]}: {parts[1]}";
        if (expected.Length > 0) line += $"{Expected}{parts[2]}";
        if (remedy.Length > 0) line += $"; {parts[3]}";
        return line;
    }
}
