namespace Colora.Formats.Tests;

/// <summary>What a killed process has left half-written goes when its name is written next; what a living one writes, and what has another name, stays.</summary>
public sealed class DraftTests : IDisposable
{
    /// <summary>Above the largest number of a process.</summary>
    private const int Gone = 2_000_000_001;

    private static readonly int Alive = 1;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Writing_a_file_sweeps_what_killed_processes_left_of_it()
    {
        string[] kept = [$"report.json.{Alive}.tmp", $"other.json.{Gone}.tmp", "report.json.tmp", "report.json.x.tmp", $"report.json.{Gone}.bak", $"report.json.-{Gone}.tmp"];
        foreach (var name in (string[])[.. kept, $"report.json.{Gone}.tmp", $"report.json.{Environment.ProcessId}.tmp"]) folder.Write(name, "half");
        AtomicFile.WriteText(folder["report.json"], "whole");
        Assert.Equal(kept.Append("report.json").Order(StringComparer.Ordinal), Names());
        Assert.Equal("whole", File.ReadAllText(folder["report.json"]));
    }

    [Fact]
    public void Writing_a_folder_sweeps_what_killed_processes_left_of_it()
    {
        Directory.CreateDirectory(folder[$"final.{Gone}.tmp"]);
        Directory.CreateDirectory(folder[$"final.{Alive}.tmp"]);
        Directory.CreateDirectory(folder[$"final.{Environment.ProcessId}.tmp"]);
        folder.Write($"final.{Gone}.tmp/x", "half");
        AtomicFolder.Write(folder["final"], draft => File.WriteAllText(Path.Combine(draft, "x"), "whole"));
        Assert.Equal(["final", $"final.{Alive}.tmp"], Names());
        Assert.Equal("whole", File.ReadAllText(folder["final/x"]));
    }

    [Fact]
    public void Trying_whether_a_place_can_be_written_sweeps_what_a_killed_try_left()
    {
        folder.Write($".colora-probe.{Gone}.tmp", "");
        WritablePlace.RequireFolder(folder["new"], "--out");
        Assert.Empty(Names());
    }

    [Fact]
    public void A_folder_that_stepped_aside_for_one_that_never_came_goes_back()
    {
        Directory.CreateDirectory(folder[$"final.{Gone}.old"]);
        folder.Write($"final.{Gone}.old/x", "old");
        Draft.SweepAll(folder.Path, name => name == "final", isLocked: true);
        Assert.Equal(["final"], Names());
        Assert.Equal("old", File.ReadAllText(folder["final/x"]));
        Directory.CreateDirectory(folder[$"final.{Gone}.old"]);
        Draft.SweepAll(folder.Path, name => name == "final", isLocked: true);
        Assert.Equal(["final"], Names());
    }

    [Fact]
    public void A_draft_within_a_draft_goes_too()
    {
        foreach (var name in (string[])[$"initial.{Gone}.tmp", $"initial.{Gone}.tmp.{Gone}.tmp", $"initial.{Gone}.tmp.{Gone}.old"]) Directory.CreateDirectory(folder[name]);
        Draft.SweepAll(folder.Path, name => name == "initial", isLocked: true);
        Assert.Empty(Names());
    }

    [Fact]
    public void Under_a_lock_only_what_is_still_written_is_kept()
    {
        Directory.CreateDirectory(folder["inner"]);
        folder.Write($"inner/a.json.{Alive}.tmp", "half");
        folder.Write($"notes.txt.{Gone}.tmp", "theirs");
        using var held = new FileStream(folder[$"a.json.{Gone}.tmp"], FileMode.Create, FileAccess.Write, FileShare.None);
        Draft.SweepAll(folder.Path, name => name == "a.json", isLocked: true);
        Assert.Equal([$"a.json.{Gone}.tmp", "inner", $"notes.txt.{Gone}.tmp"], Names());
        Assert.Empty(Directory.GetFileSystemEntries(folder["inner"]));
    }

    [Theory]
    [InlineData("a.12.tmp", "a")]
    [InlineData("a.b.12.old", "a.b")]
    [InlineData("a.12.tmp.12.tmp", "a")]
    [InlineData("a.12.tmp.12.old", "a")]
    [InlineData("a.tmp", null)]
    [InlineData("12.tmp", null)]
    [InlineData(".12.tmp", null)]
    [InlineData("a.12x.tmp", null)]
    [InlineData("a.99999999999.tmp", null)]
    [InlineData("a.12.tmp.bak", null)]
    public void Names_are_told(string name, string? final)
    {
        Assert.Equal(final is not null, Draft.IsName(name));
        Assert.Equal(final ?? name, Draft.FinalNameOf(name));
    }

    [Fact]
    public void A_folder_with_what_somebody_else_put_there_is_not_replaced()
    {
        AtomicFolder.Write(folder["final"], draft => File.WriteAllText(Path.Combine(draft, "x"), "old"));
        folder.Write("final/notes.txt", "theirs");
        Refusal.Of(() => AtomicFolder.Write(folder["final"], draft => File.WriteAllText(Path.Combine(draft, "x"), "new")), folder["final/notes.txt"], "not written there");
        Assert.Equal("old", File.ReadAllText(folder["final/x"]));
        Assert.Equal(["final"], Names());
    }

    public void Dispose() => folder.Dispose();

    private IEnumerable<string> Names() => Directory.GetFileSystemEntries(folder.Path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);
}
