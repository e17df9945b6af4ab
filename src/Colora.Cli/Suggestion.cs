using System.CommandLine;
using System.CommandLine.Parsing;
using Colora.Configuration;

namespace Colora.Cli;

/// <summary>What a word that no command knows was meant to be.</summary>
internal static class Suggestion
{
    /// <summary>
    /// One line for each word that is not known, with what is near it; none where everything is known.
    /// </summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var options = Known(parsed.CommandResult);
        var unknown = parsed.UnmatchedTokens;
        var wrong = unknown.Where(word => word.StartsWith('-')).ToList();
        if (wrong.Count > 0) return [.. wrong.Select(word => Line(command, "option", word.Split('=')[0], options))];
        if (command.Subcommands.Count == 0) return [];
        List<string> verbs = [.. command.Subcommands.Select(inner => inner.Name)];
        return [.. unknown.Take(1).Select(word => Line(command, "command", word, verbs))];
    }

    private static string Line(Command command, string kind, string word, List<string> names)
    {
        var near = Beginning(word, names) ?? Spelling.Nearest(word, names);
        var where = command.Name;
        var list = names.Count <= 40 && kind == "command" ? $"; expected one of {string.Join(", ", names)}" : "";
        return $"{where}: unknown {kind} '{word}'{(near is null ? list : $"; did you mean '{near}'?")}";
    }

    /// <summary>The shortest name that the word begins, or that begins the word.</summary>
    private static string? Beginning(string word, List<string> names)
    {
        if (word.Trim('-').Length < 3) return null;
        var near = names.Where(name => Begins(word, name) || name.Length > 4 && Begins(name, word));
        return near.MinBy(name => name.Length);

        static bool Begins(string start, string whole) => whole.StartsWith(start, StringComparison.OrdinalIgnoreCase);
    }

    private static List<string> Known(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result; at is CommandResult inner; at = at.Parent)
        {
            foreach (var option in inner.Command.Options.Where(option => at == result || option.Recursive))
            {
                names.Add(option.Name);
                names.AddRange(option.Aliases);
            }
        }

        return names;
    }
}
