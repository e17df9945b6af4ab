namespace Colora.Formats.Tests;

public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Nothing_is_left_of_a_lock_and_of_the_folders_that_were_made_for_it()
    {
        using (FolderLock.Take(folder["a/b/run"])) Assert.True(File.Exists(folder["a/b/run/.colora.lock"]));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void What_came_into_the_folder_stays()
    {
        using (FolderLock.Take(folder["a/run"])) File.WriteAllText(folder["a/run/x"], "x");
        Assert.Equal([folder["a/run/x"]], Directory.GetFileSystemEntries(folder["a/run"]));
    }

    [Fact]
    public void A_second_writer_is_refused_with_the_number_of_the_first()
    {
        Directory.CreateDirectory(folder["run"]);
        using (var other = new FileStream(folder["run/.colora.lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            other.Write("4242 c0ffee"u8);
            other.Flush();
            Refusal.Of(() => FolderLock.Take(folder["run"]), folder["run"], "process 4242 is writing here", "--out");
        }

        using var mine = FolderLock.Take(folder["run"]);
    }

    [Fact]
    public void A_file_left_by_a_killed_process_locks_nothing()
    {
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(folder["run/.colora.lock"], "4242 c0ffee");
        Assert.True(FolderLock.IsBare(folder["run"]));
        FolderLock.Take(folder["run"]).Dispose();
        Assert.False(File.Exists(folder["run/.colora.lock"]));
        Assert.True(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void The_same_process_may_take_it_again_also_by_another_way()
    {
        Directory.CreateDirectory(folder["run"]);
        Directory.CreateSymbolicLink(folder["link"], folder["run"]);
        var first = FolderLock.Take(folder["run"]);
        FolderLock.Take(folder["link"]).Dispose();
        Assert.True(File.Exists(folder["run/.colora.lock"]));
        first.Dispose();
        first.Dispose();
        Assert.False(File.Exists(folder["run/.colora.lock"]));
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_refused()
    {
        folder.Write("run", "x");
        Refusal.Of(() => FolderLock.Take(folder["run"]), "run", "cannot be written to");
        Refusal.Of(() => FolderLock.Take(folder["run/inner"]), "run", "cannot be written to");
    }

    [Fact]
    public void Drafts_and_locks_alone_leave_a_folder_bare()
    {
        Assert.True(FolderLock.IsBare(folder["nowhere"]));
        folder.Write(".colora.lock", "1 a");
        folder.Write("config.yaml.17.tmp", "");
        Assert.True(FolderLock.IsBare(folder.Path));
        folder.Write("plan.json", "");
        Assert.True(FolderLock.IsBare(folder.Path, "plan.json"));
        Assert.False(FolderLock.IsBare(folder.Path));
    }

    public void Dispose() => folder.Dispose();
}
