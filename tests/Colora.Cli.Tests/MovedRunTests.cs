using Colora.Testing;
using Xunit;

namespace Colora.Cli.Tests;

/// <summary>A run is called from another folder, moved, and told of changes, as a user would do it.</summary>
public sealed class MovedRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void It_goes_with_its_data_and_refuses_a_file_that_grew()
    {
        CliProcess.Succeed("sample", "--out", folder["here", "s"]);
        string Row(int i) => $$"""{"user":"acme","input":"ticket {{i}}","output":"answer {{i}}"}""";
        File.WriteAllLines(folder["here", "rows.jsonl"], Enumerable.Range(0, 20).Select(Row));

        // Paths as they are seen from the folder that the command is called in.
        var here = Path.GetRelativePath(SharedData.RepositoryRoot, folder["here"]);
        CliProcess.Succeed("train", "--model", Path.Combine(here, "s", "model"), "--data", Path.Combine(here, "rows.jsonl"), "--start", "lora-like", "--steps", "3", "--out", Path.Combine(here, "run"));
        Directory.Move(folder["here"], folder["there"]);
        var evaluate = new[] { "evaluate", "--run", folder["there", "run"], "--no-generate", "--json", "--out" };
        var first = CliProcess.Succeed([.. evaluate, folder["first"]]).Json();
        Assert.Equal(4, first.GetProperty("mean").GetProperty("rows").GetInt32());
        Assert.Equal(0, first.GetProperty("changes").GetArrayLength());

        File.AppendAllLines(folder["there", "rows.jsonl"], [Row(20)]);
        var refused = CliProcess.Run([.. evaluate, folder["second"]]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("rows.jsonl:21", refused.Error);
        Assert.False(Directory.Exists(folder["second"]));
        var allowed = CliProcess.Succeed([.. evaluate, folder["third"], "--allow-changed"]).Json();
        Assert.InRange(allowed.GetProperty("mean").GetProperty("rows").GetInt32(), 4, 5);
        Assert.Equal(1, allowed.GetProperty("changes").GetArrayLength());
        Assert.Equal(2, CliProcess.Run("train", "--out", folder["new"], "--allow-changed").ExitCode);
        var preview = CliProcess.Succeed("preview", "--model", folder["there", "s", "model"], "--data", folder["there", "rows.jsonl"]).Output;
        Assert.DoesNotContain("cop", preview);
        File.AppendAllLines(folder["there", "rows.jsonl"], [Row(20)]);
        Assert.Contains("\"acme\": 1 row is a copy of another", CliProcess.Succeed("preview", "--model", folder["there", "s", "model"], "--data", folder["there", "rows.jsonl"]).Output);
    }

    public void Dispose() => folder.Dispose();
}
