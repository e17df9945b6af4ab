using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The rules as functions of text, so that each can be shown to catch a breach.</summary>
internal static partial class Rules
{
    private static readonly string[] RefusedWords = ["Utils", "Util", "Helper", "Helpers", "Manager", "Common", "Misc", "Impl", "Processor"];

    /// <summary>A circle in a graph of folders, as names in order, or null.</summary>
    public static IReadOnlyList<string>? Circle(IReadOnlyDictionary<string, IReadOnlySet<string>> uses)
    {
        var done = new HashSet<string>();
        foreach (var start in uses.Keys)
            if (Visit(start, []) is { } circle) return circle;
        return null;

        IReadOnlyList<string>? Visit(string folder, List<string> path)
        {
            if (path.Contains(folder)) return path[path.IndexOf(folder)..].Append(folder).ToList();
            if (!done.Add(folder)) return null;
            foreach (var next in uses.TryGetValue(folder, out var targets) ? targets : new HashSet<string>())
                if (Visit(next, [.. path, folder]) is { } circle) return circle;
            done.Remove(folder);
            done.Add(folder);
            return null;
        }
    }

    /// <summary>The folders of an assembly that a file of code names: by using directives, and by qualified and half-qualified names (<c>Runs.RunInfo</c>).</summary>
    /// <param name="assembly">Its name, with which namespaces begin.</param>
    /// <param name="code">The code.</param>
    /// <param name="types">Types of each folder: what follows a half-qualified folder's name has to be one of them, since a property may be called like a folder.</param>
    public static IEnumerable<string> FoldersUsed(string assembly, string code, IReadOnlyDictionary<string, IReadOnlySet<string>> types)
    {
        var text = Repository.WithoutComments(code);
        var whole = Regex.Matches(text, $@"\b{Regex.Escape(assembly)}\.([A-Z]\w+)").Select(match => match.Groups[1].Value);
        var half = Regex.Matches(text, @"(?<![\w.])([A-Z]\w+)\.([A-Z]\w+)").Where(match => types.TryGetValue(match.Groups[1].Value, out var own) && own.Contains(match.Groups[2].Value));
        return whole.Concat(half.Select(match => match.Groups[1].Value)).Distinct();
    }

    /// <summary>What is wrong with a file's namespace and types, or null.</summary>
    public static string? Placement(string path, string assembly, string code)
    {
        var folder = Path.GetDirectoryName(path)!.Replace(Path.DirectorySeparatorChar, '.');
        var wanted = folder[(folder.IndexOf(assembly, StringComparison.Ordinal))..];
        var found = Regex.Match(code, @"^namespace ([\w.]+);", RegexOptions.Multiline).Groups[1].Value;
        if (found != wanted) return $"namespace {found}, expected {wanted}";
        var types = TopLevelType().Matches(code).Select(match => match.Groups[1].Value).Distinct().ToList();
        if (types.Count != 1) return $"{types.Count} top-level types ({string.Join(", ", types)})";
        return types[0] == Path.GetFileName(path).Split('.')[0] ? null : $"type {types[0]} in a file of another name";
    }

    /// <summary>A refused word in a name of a type or folder, or null.</summary>
    public static string? RefusedWord(string name) =>
        RefusedWords.FirstOrDefault(word => Regex.IsMatch(name, $@"(^|[a-z0-9]){word}($|[A-Z])")) ?? (Regex.IsMatch(name, "^Base[A-Z]") ? "Base" : null);

    /// <summary>Links of a page that lead to files that are not there.</summary>
    public static IEnumerable<string> DeadLinks(string page, string text, Func<string, bool> exists) =>
        Regex.Matches(text, @"\]\(([^)#\s]+)(#[^)]*)?\)").Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal))
            .Where(link => !exists(Path.Combine(Path.GetDirectoryName(page) ?? "", link)));

    [GeneratedRegex(@"^(?:public |internal )?(?:static |sealed |abstract |readonly |partial )*(?:class|record struct|record|struct|interface|enum|delegate [\w?<>, ]+?) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
