using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>The tracked text of the repository.</summary>
internal static partial class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", "out", ".build", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>Names of all projects of the product.</summary>
    public static IEnumerable<string> ProjectNames => Directory.GetDirectories(Path.Combine(Root, "src")).Select(folder => Path.GetFileName(folder)).Order();

    /// <summary>The same as data of a theory.</summary>
    public static IEnumerable<TheoryDataRow<string>> Projects => ProjectNames.Select(name => new TheoryDataRow<string>(name));

    /// <summary>Files below a folder with one of the endings, without build outputs; paths relative to the root.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings)
    {
        var root = Path.Combine(Root, folder);
        return Walk(root).Where(file => endings.Length == 0 || endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(Root, file));
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Code without comments, strings stay.</summary>
    public static string WithoutComments(string code) => Comment().Replace(code, "");

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.GetFiles(folder)) yield return file;
        foreach (var inner in Directory.GetDirectories(folder).Where(inner => !Skipped.Contains(Path.GetFileName(inner))))
            foreach (var file in Walk(inner)) yield return file;
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Colora.slnx"))) return folder;
        throw new InvalidOperationException("Colora.slnx is above no folder of the tests");
    }

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
