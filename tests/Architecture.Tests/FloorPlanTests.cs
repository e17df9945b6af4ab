using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>Projects and folders use each other in one direction.</summary>
public sealed class FloorPlanTests
{
    /// <summary>Folders of each project that has an order, from the bottom to the top; a folder uses only those before it.</summary>
    private static readonly Dictionary<string, string[]> Orders = new()
    {
        ["Colora"] = ["Documents", "Configuration", "Engine", "LinearAlgebra", "Tokenization", "Data", "Model", "Adapters", "Losses", "Training", "Generation", "Evaluation", "Federation", "Methods", "Rounds", "Checkpoints", "Runs"],
        ["Colora.Studies"] = ["Statistics", "Similarity", "Comparison", "Planning", "Demo", "Tables"],
        ["Colora.Synthetic"] = ["Embedded", "Samples", "Records", "Corpus", "Benchmark", "Pretraining"],
    };

    [Theory]
    [InlineData("Colora.Formats", "", "")]
    [InlineData("Colora.Templates", "", "")]
    [InlineData("Colora", "Colora.Formats Colora.Templates", "TorchSharp Tokenizers.DotNet YamlDotNet MathNet.Numerics Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("Colora.Extensions.AI", "Colora", "Microsoft.Extensions.AI.Abstractions Microsoft.Extensions.AI.Evaluation Microsoft.Extensions.Diagnostics.HealthChecks Microsoft.Extensions.Hosting.Abstractions Microsoft.Extensions.Options")]
    [InlineData("Colora.Studies", "Colora", "")]
    [InlineData("Colora.Synthetic", "Colora", "")]
    [InlineData("Colora.Lab", "Colora", "ScottPlot")]
    [InlineData("Colora.Hub", "Colora", "Polly.Core")]
    [InlineData("Colora.Cli", "Colora Colora.Hub Colora.Lab Colora.Studies Colora.Synthetic", "libtorch-cpu-linux-x64 Tokenizers.DotNet.runtime.linux-x64 System.CommandLine Spectre.Console")]
    public void A_project_refers_to_what_the_plan_allows(string project, string projects, string packages)
    {
        var text = Repository.Read($"src/{project}/{project}.csproj");
        Assert.Equal(Words(projects), Regex.Matches(text, @"<ProjectReference Include=""[^""]*/([\w.]+)\.csproj""").Select(match => match.Groups[1].Value).Order());
        Assert.Equal(Words(packages), Regex.Matches(text, @"<PackageReference Include=""([^""]+)""").Select(match => match.Groups[1].Value).Order());
    }

    [Theory]
    [InlineData("Colora")]
    [InlineData("Colora.Studies")]
    [InlineData("Colora.Synthetic")]
    public void Folders_use_only_those_below_them(string project)
    {
        var (breaches, order) = (new List<string>(), Orders[project]);
        foreach (var (folder, uses) in Graph(project))
        {
            Assert.Contains(folder, order);
            breaches.AddRange(uses.Where(used => Array.IndexOf(order, used) >= Array.IndexOf(order, folder)).Select(used => $"{folder} uses {used}"));
        }

        Assert.Empty(breaches);
    }

    [Fact]
    public void The_plan_knows_every_project() =>
        Assert.Equal(
            Repository.ProjectNames,
            typeof(FloorPlanTests).GetMethod(nameof(A_project_refers_to_what_the_plan_allows))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Select(row => (string)((InlineDataAttribute)row).Data[0]!).Order());

    [Theory]
    [MemberData(nameof(Repository.Projects), MemberType = typeof(Repository))]
    public void No_folders_go_round_in_a_circle(string assembly) =>
        Assert.Null(Rules.Circle(Graph(assembly)));

    /// <summary>Where files go, how they are named, locked, replaced and deleted is decided in Runs and Checkpoints; the rest of the engine reads what it is given.</summary>
    [Fact]
    public void Only_runs_and_checkpoints_write_files()
    {
        string[] deciding = ["Runs", "Checkpoints"];

        // The engine of tokenizers reads nothing but files: what is in memory goes through one that is gone at once.
        const string Passing = "src/Colora/Tokenization/NativeEngine.cs";
        var writers = Repository.Files("src/Colora", ".cs").Where(file => !deciding.Contains(file.Split(Path.DirectorySeparatorChar)[2]) && Writes(Repository.Read(file)));
        Assert.Equal([Passing], writers.Select(file => file.Replace(Path.DirectorySeparatorChar, '/')));
        Assert.True(Writes("File.WriteAllText(path, text);"));
        Assert.False(Writes("File.ReadAllText(path); // File.Delete(path)"));

        static bool Writes(string code) => Regex.IsMatch(
            Repository.WithoutComments(code), @"\b(File\.(Write|Append|Create|Delete|Move|Copy|Replace)|Directory\.(Create|Delete|Move)|AtomicFile|AtomicFolder|FolderLock|FolderReplacement|Draft\b)");
    }

    [Fact]
    public void Native_code_is_called_through_one_door() =>
        Assert.Equal(
            ["src/Colora.Formats/CLibrary.cs"],
            Repository.Files("src", ".cs").Where(file => Regex.IsMatch(Repository.Read(file), @"\[(Library|Dll)Import\(")).Select(file => file.Replace(Path.DirectorySeparatorChar, '/')));

    /// <summary>
    /// What verbs share lies in Runs itself and under Progress and knows none of them; of the verbs, only training is built upon. Tenancy, what a program's tenants are at one time, stands above all verbs.
    /// </summary>
    [Fact]
    public void Verbs_of_runs_have_folders_of_one_shape()
    {
        const string Shared = "Progress", Root = "", Above = "Tenancy";
        var uses = Repository.Files("src/Colora/Runs", ".cs").Select(file => (
            Folder: file.Split(Path.DirectorySeparatorChar) is [_, _, _, var folder, _] ? folder : Root,
            Used: Regex.Matches(Repository.Read(file), @"using Colora\.Runs\.(\w+);").Select(match => match.Groups[1].Value).ToList())).ToList();
        Assert.DoesNotContain(uses, file => file.Folder == Shared && file.Used.Count > 0);
        Assert.DoesNotContain(uses, file => file.Folder == Root && file.Used.Any(used => used != Shared));
        Assert.DoesNotContain(uses, file => file.Folder == "Train" && file.Used.Any(used => used != Shared));
        Assert.DoesNotContain(uses, file => file.Folder != Above && file.Used.Any(used => used != Shared && used != "Train"));
        foreach (var verb in uses.Select(file => file.Folder).Distinct().Where(folder => folder is not (Root or Shared or Above)))
            Assert.Matches(@"public static [\w<>(), ]+ Execute\(", Repository.Read($"src/Colora/Runs/{verb}/{verb}Run.cs"));
    }

    [Fact]
    public void A_planted_circle_is_found()
    {
        var graph = new Dictionary<string, IReadOnlySet<string>> { ["a"] = new HashSet<string> { "b" }, ["b"] = new HashSet<string> { "c" }, ["c"] = new HashSet<string> { "a" } };
        Assert.Equal(["a", "b", "c", "a"], Rules.Circle(graph));
        graph["c"] = new HashSet<string>();
        Assert.Null(Rules.Circle(graph));
        Assert.Equal(["Model", "Data"], Rules.FoldersUsed("Colora", "using Colora.Model;\nvar x = new Colora.Data.Example(); // Colora.Runs", Types));
        Assert.Equal(["Runs"], Rules.FoldersUsed("Colora", "Runs.RunInfo info; var path = config.Data.Path; Data.Max(); x.Runs.RunInfo();", Types));
    }

    private static readonly Dictionary<string, IReadOnlySet<string>> Types = new() { ["Runs"] = new HashSet<string> { "RunInfo" }, ["Data"] = new HashSet<string> { "Example" }, ["Model"] = new HashSet<string>() };

    private static IEnumerable<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order();

    private static Dictionary<string, IReadOnlySet<string>> Graph(string assembly)
    {
        var folders = Repository.Files($"src/{assembly}", ".cs").Where(file => file.Count(c => c == Path.DirectorySeparatorChar) > 2)
            .GroupBy(file => file.Split(Path.DirectorySeparatorChar)[2]).ToList();
        var types = folders.ToDictionary(folder => folder.Key, IReadOnlySet<string> (folder) => folder.Select(file => Path.GetFileName(file).Split('.')[0]).ToHashSet());
        return folders.ToDictionary(folder => folder.Key, IReadOnlySet<string> (folder) =>
            folder.SelectMany(file => Rules.FoldersUsed(assembly, Repository.Read(file), types)).Where(used => used != folder.Key && types.ContainsKey(used)).ToHashSet());
    }
}
