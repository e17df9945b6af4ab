using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>Names, files and words of the sources and documents.</summary>
public sealed class SourceTests
{
    private const int LongestFile = 480;

    private static readonly string[] Foreign = ["/wo" + "rk/", "cl" + "aude", "nuget" + ".org", "registry" + ".npmjs", "co" + "pilot", "ses" + "sion's tools"];

    [Theory]
    [MemberData(nameof(Repository.Projects), MemberType = typeof(Repository))]
    public void A_file_holds_one_type_in_the_namespace_of_its_folder(string project)
    {
        var breaches = Repository.Files($"src/{project}", ".cs").Select(file => (file, Rules.Placement(file, project, Repository.Read(file))))
            .Where(pair => pair.Item2 is not null).Select(pair => $"{pair.file}: {pair.Item2}");
        Assert.Empty(breaches);
    }

    [Theory]
    [MemberData(nameof(Repository.Projects), MemberType = typeof(Repository))]
    public void No_name_says_nothing_and_no_file_is_endless(string project)
    {
        foreach (var file in Repository.Files($"src/{project}", ".cs"))
        {
            Assert.True(Rules.RefusedWord(Path.GetFileNameWithoutExtension(file)) is null, file);
            Assert.True(file.Split(Path.DirectorySeparatorChar).All(part => Rules.RefusedWord(part) is null), file);
            Assert.True(Repository.Read(file).Count(c => c == '\n') <= LongestFile, $"{file} is longer than {LongestFile} lines");
        }
    }

    [Fact]
    public void Only_the_command_line_talks_to_the_console()
    {
        foreach (var project in Repository.ProjectNames.Where(name => name != "Colora.Cli"))
            foreach (var file in Repository.Files($"src/{project}", ".cs"))
                Assert.False(Regex.IsMatch(Repository.WithoutComments(Repository.Read(file)), @"\bConsole\."), file);
    }

    [Theory]
    [InlineData("torch.matmul")]
    [InlineData("Tensor.matmul")]
    [InlineData("DateTime.Now")]
    [InlineData("Random.#ctor")]
    public void Traps_are_banned(string symbol) => Assert.Contains(symbol, Repository.Read("BannedSymbols.txt"));

    [Fact]
    public void The_repository_speaks_of_the_product_alone()
    {
        foreach (var file in Repository.Files("", ".cs", ".md", ".csproj", ".props", ".targets", ".json", ".txt", ".slnx", "run", "test", "colora", "first-run"))
        {
            if (file.EndsWith("packages.lock.json", StringComparison.Ordinal)) continue;
            var text = Repository.Read(file);
            Assert.All(Foreign, word => Assert.False(text.Contains(word, StringComparison.OrdinalIgnoreCase), $"{file} mentions {word}"));
        }
    }

    [Fact]
    public void Documents_link_to_files_that_are_there()
    {
        var pages = Repository.Files("", ".md").ToList();
        Assert.Contains("README.md", pages);
        foreach (var page in pages)
            Assert.Empty(Rules.DeadLinks(page, Repository.Read(page), link => Path.Exists(Path.Combine(Repository.Root, link))).Select(link => $"{page}: {link}"));
    }

    [Fact]
    public void Commands_named_in_the_documents_exist()
    {
        var verbs = Repository.Files("src/Colora.Cli/Commands", ".cs").SelectMany(file => Regex.Matches(Repository.Read(file), @"new Command\(""([a-z-]+)""").Select(match => match.Groups[1].Value)).ToHashSet();
        Assert.True(verbs.Count >= 11);
        foreach (var page in Repository.Files("", ".md"))
            foreach (Match match in Regex.Matches(Repository.Read(page), @"(?:\./colora|`colora) ([a-z][a-z-]+)"))
                Assert.True(verbs.Contains(match.Groups[1].Value), $"{page}: colora {match.Groups[1].Value}");
    }

    [Fact]
    public void Planted_breaches_are_found()
    {
        Assert.NotNull(Rules.Placement("src/Colora/Data/X.cs", "Colora", "namespace Colora.Model;\n\npublic class X;\n"));
        Assert.NotNull(Rules.Placement("src/Colora/Data/X.cs", "Colora", "namespace Colora.Data;\n\npublic class X;\n\ninternal sealed record Y;\n"));
        Assert.NotNull(Rules.Placement("src/Colora/Data/X.cs", "Colora", "namespace Colora.Data;\n\npublic class Y;\n"));
        Assert.Null(Rules.Placement("src/Colora/Data/X.cs", "Colora", "namespace Colora.Data;\n\npublic sealed record X(int A);\n"));
        Assert.Equal("Helper", Rules.RefusedWord("TensorHelper"));
        Assert.Equal("Base", Rules.RefusedWord("BaseTrainer"));
        Assert.Null(Rules.RefusedWord("Trainer"));
        Assert.Equal(["gone.md"], Rules.DeadLinks("README.md", "[a](gone.md) [b](https://x.y/z) [c](here.md#part)", link => link == "here.md"));
    }

    [Fact]
    public void Every_arm_has_a_row_in_the_docs()
    {
        var names = Repository.Files("src/Colora/Methods", "Method.cs").Select(file => Regex.Match(Repository.Read(file), @"override string Name => ""([a-z-]+)"";"))
            .Where(match => match.Success).Select(match => match.Groups[1].Value).ToList();
        Assert.True(names.Count >= 19);
        var page = Repository.Read("docs/arms.md");
        Assert.All(names, name => Assert.Contains($"| `{name}` |", page));
    }

    [Fact]
    public void The_docs_have_a_row_for_every_architecture_and_for_no_other()
    {
        var rows = Regex.Matches(Repository.Read("docs/architectures.md"), @"^\| `(\w+)` \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        Assert.NotEmpty(ArchitectureNames());
        Assert.Equal(ArchitectureNames().Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_an_architectures_own_file_knows_its_name()
    {
        var files = Repository.Files("src/Colora/Model", ".cs").Concat(Repository.Files("src/Colora/Checkpoints", ".cs")).ToList();
        foreach (var name in ArchitectureNames())
            Assert.Single(files, file => Repository.WithoutComments(Repository.Read(file)).Contains($"\"{name}\"", StringComparison.Ordinal));
    }

    private static List<string> ArchitectureNames() =>
        [.. Repository.Files("src/Colora/Model/Architectures", "Architecture.cs").Where(file => Path.GetFileName(file) != "Architecture.cs")
            .Select(file => Regex.Match(Repository.Read(file), @"override string Name => ""(\w+)"";").Groups[1].Value)];
}
