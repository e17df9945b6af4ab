using Colora.Formats;
using Colora.Runs;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>What may be written into a folder, and what may be deleted there.</summary>
public sealed class RunDirectoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_run_is_replaced_when_the_new_config_stands_and_not_before()
    {
        var run = Finished("run");
        run.Claim(ResumeMode.Overwrite);
        Assert.False(run.IsBegun);
        Assert.False(run.IsFinished);
        Assert.Null(run.ReadStart());
        Assert.True(File.Exists(Path.Combine(run.Final, "adapter.json")));
        run.Begin("seed: 1\n");
        Assert.True(run.IsBegun);
        Assert.Equal([run.Config], Directory.GetFileSystemEntries(run.FullPath));
        Assert.EndsWith("seed: 1\n", File.ReadAllText(run.Config));
    }

    [Fact]
    public void What_fails_before_the_new_config_stands_leaves_the_old_run()
    {
        var run = Finished("run");
        var before = All(run.FullPath);
        run.Claim(ResumeMode.Overwrite);
        Assert.Throws<InvalidOperationException>(() => run.Begin("seed: 1\n", () => throw new InvalidOperationException()));
        Assert.Equal(before, All(run.FullPath));
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("data/train.jsonl")]
    [InlineData("final/notes.txt")]
    [InlineData("final/inner/adapter.json")]
    [InlineData("checkpoint-000007/mine.safetensors")]
    [InlineData("checkpoint-old/adapter.json")]
    [InlineData("selection/step-000010/notes.txt")]
    [InlineData("base/notes.txt")]
    [InlineData("clusters/1/notes.txt")]
    [InlineData("clusters/mine/config.yaml")]
    [InlineData(".git/config")]
    [InlineData("run.json.bak")]
    [InlineData("notes.txt.2000000001.tmp")]
    public void Something_foreign_at_any_depth_keeps_a_run_from_being_overwritten(string name)
    {
        var run = Finished("run");
        var file = Path.Combine(run.FullPath, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "theirs");
        var before = All(run.FullPath);
        var refused = Assert.Throws<InputException>(() => run.Claim(ResumeMode.Overwrite));
        Assert.StartsWith(Path.Combine(run.FullPath, name.Split('/')[0]), refused.Where);
        Assert.StartsWith(refused.Where, file);
        Assert.Equal(before, All(run.FullPath));
    }

    [Fact]
    public void An_empty_folder_and_a_link_are_foreign_too()
    {
        var run = Finished("run");
        Directory.CreateDirectory(Path.Combine(run.FullPath, "mine"));
        Assert.EndsWith("mine", Assert.Throws<InputException>(() => run.Claim(ResumeMode.Overwrite)).Where);
        Directory.Delete(Path.Combine(run.FullPath, "mine"));
        File.Delete(run.Card);
        File.WriteAllText(folder["card.md"], "");
        File.CreateSymbolicLink(run.Card, folder["card.md"]);
        Assert.EndsWith("README.md", Assert.Throws<InputException>(() => run.Claim(ResumeMode.Overwrite)).Where);
    }

    [Theory]
    [InlineData("model: x\n")]
    [InlineData("")]
    public void A_folder_with_a_config_of_somebody_else_is_no_run(string config)
    {
        Directory.CreateDirectory(folder["project"]);
        File.WriteAllText(folder["project", "config.yaml"], config);
        File.WriteAllText(folder["project", "README.md"], "theirs");
        var before = All(folder["project"]);
        var refused = Assert.Throws<InputException>(() => new RunDirectory(folder["project"]).Claim(ResumeMode.Overwrite));
        Assert.Contains("holds no run", refused.Message);
        Assert.Equal(before, All(folder["project"]));
    }

    [Theory]
    [InlineData(ResumeMode.Overwrite)]
    [InlineData(ResumeMode.Resume)]
    [InlineData(ResumeMode.Refuse)]
    public void A_folder_without_a_run_is_never_written_to(ResumeMode mode)
    {
        Directory.CreateDirectory(folder["project", "src"]);
        Assert.Contains("not empty", Assert.Throws<InputException>(() => new RunDirectory(folder["project"]).Claim(mode)).Message);
        Assert.True(Directory.Exists(folder["project", "src"]));
    }

    [Fact]
    public void What_the_command_reads_is_not_overwritten_whatever_way_it_is_named()
    {
        var run = Finished("run");
        Directory.CreateSymbolicLink(folder["link"], run.FullPath);
        foreach (var read in (string[])[run.FullPath, Path.Combine(run.FullPath, "predictions.jsonl"), run.Final, folder["link", "predictions.jsonl"], folder["run", "..", "link", "final"]])
        {
            var refused = Assert.Throws<InputException>(() => new RunDirectory(run.FullPath).Claim(ResumeMode.Overwrite, [folder["nowhere"], read]));
            Assert.Equal(read, refused.Where);
            Assert.Contains("what this command reads", refused.Message);
        }

        new RunDirectory(folder["link"]).Claim(ResumeMode.Overwrite, [folder["run-2"], folder[""]]);
    }

    [Fact]
    public void A_run_of_before_is_known_by_its_files()
    {
        var run = Finished("run");
        File.WriteAllText(run.Config, "model: x\n");
        run.Claim(ResumeMode.Overwrite);
    }

    [Fact]
    public void A_foreign_file_where_a_run_replaces_folders_is_told_before_it_goes_on()
    {
        var run = Finished("run");
        File.WriteAllText(Path.Combine(run.FullPath, "notes.txt"), "theirs");
        run.Claim(ResumeMode.Resume);
        File.WriteAllText(Path.Combine(run.Final, "notes.txt"), "theirs");
        Assert.EndsWith("notes.txt", Assert.Throws<InputException>(() => run.Claim(ResumeMode.Resume)).Where);
    }

    [Fact]
    public void What_a_killed_process_left_is_swept_and_the_rest_is_not()
    {
        var run = Finished("run");
        foreach (var name in (string[])["summary.json.1.tmp", "final/adapter.json.1.tmp", "clusters/1/run.json.2000000001.tmp", "loss.png.2000000001.tmp"]) File.WriteAllText(Path.Combine(run.FullPath, name), "");
        File.WriteAllText(Path.Combine(run.FullPath, "mine.txt.1.tmp"), "theirs");
        Directory.CreateDirectory(Path.Combine(run.FullPath, "checkpoint-000009.2000000001.tmp"));
        run.Claim(ResumeMode.Resume);
        Assert.Equal(["mine.txt.1.tmp"], All(run.FullPath).Where(file => file.Contains(".tmp")));
        Assert.False(Directory.Exists(Path.Combine(run.FullPath, "checkpoint-000009.2000000001.tmp")));
    }

    public void Dispose() => folder.Dispose();

    private static List<string> All(string path) => [.. Directory.GetFiles(path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(path, file)).Order(StringComparer.Ordinal)];

    /// <summary>The names of all that the commands write into a run.</summary>
    private RunDirectory Finished(string name)
    {
        var run = new RunDirectory(folder[name]);
        Directory.CreateDirectory(run.FullPath);
        run.Begin("seed: 0\n");
        foreach (var file in (string[])
        [
            "run.json", "start.json", "metrics.jsonl", "traffic.jsonl", "summary.json", "README.md", "loss.png", "predictions.jsonl", "report.json", "validation.jsonl", "similarity.json", "similarity.png",
            "subspace.json", "onboard.json", "clusters.json", "base/predictions.jsonl", "base/report.json", "final/adapter.json", "final/shared.safetensors", "final/personal.safetensors",
            "checkpoint-000007/adapter.json", "checkpoint-000007/state.json", "checkpoint-000007/optimizer.safetensors", "selection/step-000005/personal.safetensors", "selection/step-000005/validation.json", "diverged.json", "clusters/1/config.yaml", "clusters/1/final/adapter.json",
        ])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(run.FullPath, file))!);
            File.WriteAllText(Path.Combine(run.FullPath, file), "{}");
        }

        return run;
    }
}
