namespace Colora.Formats.Tests;

/// <summary>What the C library is asked for, on systems that have it.</summary>
public sealed class CLibraryTests
{
    [Fact]
    public void A_folder_is_flushed_and_one_that_is_not_there_is_not()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(!OperatingSystem.IsWindows(), CLibrary.FlushFolder(folder["."]));
        Assert.False(CLibrary.FlushFolder(folder["missing"]));
    }

    [Fact]
    public void A_file_that_is_locked_is_read_past_its_lock()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["held"], "who");
        using var held = new FileStream(folder["held"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var handle = CLibrary.OpenUnlocked(folder["held"]);
        if (handle is null) return;
        using var reader = new StreamReader(new FileStream(handle, FileAccess.Read));
        Assert.Equal("who", reader.ReadToEnd());
        Assert.Throws<IOException>(() => CLibrary.OpenUnlocked(folder["missing"]));
    }
}
