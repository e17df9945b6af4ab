using System.Text;

namespace Colora.Cli.Views;

/// <summary>
/// A command that is printed for the user to run next: as this program was called, from the folder that the user
/// stands in, quoted for the shell.
/// </summary>
internal static class PrintedCommand
{
    /// <summary>
    /// Name of the variable in which the script that starts this program says how it was called itself.
    /// </summary>
    public const string CalledAs = "COLORA_CALLED_AS";

    /// <summary>The line to run.</summary>
    /// <param name="words">The verb, its options and their values, without quotes.</param>
    public static string Of(params IEnumerable<string> words) =>
        string.Join(' ', Program().Concat(words.Select(Quote)));

    /// <summary>A path as a word: from the current folder where it lies in it, else whole.</summary>
    public static string PathWord(string path)
    {
        var full = Path.GetFullPath(path);
        var near = Path.GetRelativePath(Environment.CurrentDirectory, full);
        if (near == ".." || near.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return full;
        return near.StartsWith('-') ? "./" + near : near;
    }

    /// <summary>A word as a POSIX shell (and, with control characters, bash) reads it back.</summary>
    public static string Quote(string word)
    {
        if (word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "_@%+=:,./-".Contains(c))) return word;
        if (word.Any(char.IsControl)) return $"$'{Escaped(word)}'";
        return $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static string Escaped(string word)
    {
        var text = new StringBuilder();
        foreach (var c in word)
        {
            _ = c switch
            {
                '\n' => text.Append("\\n"),
                '\t' => text.Append("\\t"),
                '\\' or '\'' => text.Append('\\').Append(c),
                _ when char.IsControl(c) => text.Append($"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    private static string[] Program()
    {
        var script = Environment.GetEnvironmentVariable(CalledAs);
        if (script is { Length: > 0 } && !script.Any(char.IsControl)) return [Quote(script)];
        var process = Environment.ProcessPath;
        return process is null || Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? ["dotnet", "exec", Quote(PathWord(Path.Combine(AppContext.BaseDirectory, "Colora.Cli.dll")))]
            : [Quote(Path.GetFullPath(process))];
    }
}
