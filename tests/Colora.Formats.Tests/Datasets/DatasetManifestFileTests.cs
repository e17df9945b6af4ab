using Colora.Formats.Datasets;
using Colora.Formats.Jsonl;

namespace Colora.Formats.Tests.Datasets;

public sealed class DatasetManifestFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_least_and_the_most_of_a_task()
    {
        var manifest = Read("""{"tasks":[{"id":"a"},{"name":"b","family":"f","definition":["do","it"],"metric":"rougeL","labels":["x"],"n_train":3,"n_test":1,"licence":"MIT","licence_class":"open","other":1}]}""");
        Assert.Equal(Path.GetFileName(folder.Path), manifest.Collection);
        Assert.Equal(["a", "b"], manifest.Tasks.Select(t => t.Name));
        Assert.Empty(manifest["a"].Labels);
        var b = manifest["b"];
        Assert.Equal(("f", "do\nit", "rougeL", 3, 1, "MIT", "open"), (b.Family, b.Instruction, b.Metric, b.TrainCount, b.TestCount, b.Licence, b.LicenceClass));
        Assert.Equal(Path.Combine(folder.Path, "b", "test.jsonl"), manifest.SplitPath("b", "test"));
    }

    [Theory]
    [InlineData("{}", "'tasks' is missing")]
    [InlineData("""{"tasks":[{}]}""", "'tasks[0].id' is missing")]
    [InlineData("""{"tasks":[{"id":"../x"}]}""", "begins with a dot")]
    [InlineData("""{"tasks":[{"id":"a"},{"id":"a"}]}""", "'a' is given twice")]
    [InlineData("""{"tasks":[{"id":"a","n_train":"x"}]}""", "'tasks[0].n_train'")]
    public void Bad_manifests_are_refused(string json, string fragment) => Refusal.Of(() => Read(json), "manifest.json", fragment);

    [Fact]
    public void A_task_is_named_by_id_name_or_task() =>
        Assert.Equal(["a", "b", "c"], Read("""{"tasks":[{"id":"a","task":"x"},{"name":"b"},{"task":"c","train":3,"test":2}]}""").Tasks.Select(task => task.Name));

    [Fact]
    public void An_unknown_task_lists_the_known() =>
        Refusal.Of(() => _ = Read("""{"tasks":[{"id":"a"},{"id":"b"}]}""")["c"], "manifest.json", "no task 'c'", "a, b");

    [Fact]
    public void Shared_manifests_count_what_their_files_hold()
    {
        var counted = 0;
        foreach (var path in SharedFiles.Files("data", "manifest.json"))
        {
            var manifest = DatasetManifestFile.Read(Path.GetDirectoryName(path)!);
            Assert.Equal(Path.GetFileName(Path.GetDirectoryName(path)), manifest.Collection);

            // A collection of people, not of tasks, has one instruction for all and none in its manifest.
            var isOfTasks = manifest.Collection != "subjective_discourse";
            Assert.All(manifest.Tasks, t => Assert.Equal(isOfTasks, !string.IsNullOrEmpty(t.Instruction)));
            foreach (var task in manifest.Tasks.Where(t => t.TrainCount is not null))
            {
                if (isOfTasks) Assert.Contains(task.Metric, (string?[])["rougeL", "exact_match"]);
                Assert.Equal(task.TrainCount, ExampleReader.Read(manifest.SplitPath(task.Name, "train")).Count);
                Assert.Equal(task.TestCount, ExampleReader.Read(manifest.SplitPath(task.Name, "test")).Count);
                counted++;
            }
        }

        Assert.Equal(10 + 48 + 23 + 53 + 36, counted);
    }

    private DatasetManifestFile Read(string json)
    {
        folder.Write("manifest.json", json);
        return DatasetManifestFile.Read(folder.Path);
    }
}
