using System.Text.Json;
using Colora.Formats;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Xunit;

namespace Colora.Synthetic.Tests.Samples;

public sealed class SampleTasksTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_other_rows()
    {
        using var folder = new TemporaryFolder();
        SampleTasks.Write(folder["one"], 1);
        SampleTasks.Write(folder["two"], 1);
        SampleTasks.Write(folder["other"], 2);
        var files = Files(folder["one"]);
        Assert.Equal(2 + 2 * 4, files.Length);
        Assert.All(files, f => Assert.Equal(File.ReadAllBytes(folder["one", f]), File.ReadAllBytes(folder["two", f])));
        Assert.Equal(files, Files(folder["other"]));
        Assert.NotEqual(File.ReadAllText(folder["one", "letters", "repeat", "train.jsonl"]), File.ReadAllText(folder["other", "letters", "repeat", "train.jsonl"]));
    }

    [Theory]
    [InlineData(4, 64, 32)]
    [InlineData(8, 384, 128)]
    [InlineData(1, 1, 1)]
    public void Rows_are_as_many_as_asked_for_and_tests_are_never_trained_on(int users, int trainRows, int testRows)
    {
        using var folder = new TemporaryFolder();
        SampleTasks.Write(folder["data"], 3, users, trainRows, testRows);
        var tasks = Tasks(folder["data"]);
        Assert.Equal(users, tasks.Length);
        var trained = new HashSet<string>();
        var tested = new HashSet<string>();
        foreach (var task in tasks)
        {
            var (train, test) = (Rows(folder["data", "letters", task, "train.jsonl"]), Rows(folder["data", "letters", task, "test.jsonl"]));
            Assert.Equal(trainRows, train.Select(r => r.Input).Distinct().Count());
            Assert.Equal(trainRows, train.Count);
            Assert.Equal(testRows, test.Select(r => r.Input).Distinct().Count());
            Assert.Equal(testRows, test.Count);
            trained.UnionWith(train.Select(r => r.Input));
            tested.UnionWith(test.Select(r => r.Input));
        }

        Assert.Empty(trained.Intersect(tested));
    }

    [Fact]
    public void Answers_are_what_the_instructions_say()
    {
        var answers = SampleTask.All.ToDictionary(t => t.Id, t => t.Answer("dab"));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["first_letter"] = "d",
                ["last_letter"] = "b",
                ["repeat"] = "dab",
                ["reverse"] = "bad",
                ["middle_letter"] = "a",
                ["outer_letters"] = "db",
                ["first_upper"] = "D",
                ["double_last"] = "bb",
            },
            answers);
    }

    [Fact]
    public void Files_hold_the_answers_of_their_task()
    {
        using var folder = new TemporaryFolder();
        SampleTasks.Write(folder["data"], 4, users: 8);
        foreach (var task in SampleTask.All)
        {
            foreach (var (input, output) in Rows(folder["data", "letters", task.Id, "train.jsonl"])) Assert.Equal(task.Answer(input), output);
        }
    }

    [Fact]
    public void The_preset_and_the_manifest_name_the_same_tasks()
    {
        using var folder = new TemporaryFolder();
        SampleTasks.Write(folder["data"], 5, users: 3);
        using var presets = JsonDocument.Parse(File.ReadAllText(folder["data", "presets.json"]));
        var preset = presets.RootElement.GetProperty("presets")[0];
        Assert.Equal(SampleTasks.Preset, preset.GetProperty("name").GetString());
        Assert.Equal(SampleTasks.Collection, preset.GetProperty("collection").GetString());
        Assert.Equal(Tasks(folder["data"]), preset.GetProperty("tasks").EnumerateArray().Select(t => t.GetString()!));
        Assert.Equal(["first_letter", "last_letter", "repeat"], Tasks(folder["data"]));
    }

    [Theory]
    [InlineData("users", 0, 64, 32)]
    [InlineData("users", 9, 64, 32)]
    [InlineData("trainRows", 4, 385, 32)]
    [InlineData("testRows", 4, 64, 129)]
    public void Numbers_out_of_range_are_refused_by_name(string name, int users, int trainRows, int testRows)
    {
        using var folder = new TemporaryFolder();
        var e = Assert.Throws<InputException>(() => SampleTasks.Write(folder["data"], 1, users, trainRows, testRows));
        Assert.Equal(name, e.Where);
        Assert.False(Directory.Exists(folder["data"]));
    }

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order()];

    private static string[] Tasks(string data)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "letters", "manifest.json")));
        return [.. manifest.RootElement.GetProperty("tasks").EnumerateArray().Select(t => t.GetProperty("id").GetString()!)];
    }

    private static List<(string Input, string Output)> Rows(string path)
    {
        var rows = new List<(string, string)>();
        foreach (var line in File.ReadAllLines(path))
        {
            using var row = JsonDocument.Parse(line);
            rows.Add((row.RootElement.GetProperty("input").GetString()!, row.RootElement.GetProperty("output").GetString()!));
        }

        return rows;
    }
}
