namespace Colora.Formats.Tests;

/// <summary>What is to be replaced comes back unless the new one stands, whenever the process dies.</summary>
public sealed class FolderReplacementTests : IDisposable
{
    private const string Marker = "config.yaml";

    private readonly TemporaryFolder folder = new();

    public FolderReplacementTests()
    {
        Directory.CreateDirectory(folder["final"]);
        folder.Write(Marker, "old");
        folder.Write("run.json", "old");
        folder.Write("final/x", "old");
    }

    [Fact]
    public void Without_a_commit_all_is_as_it_was()
    {
        using (FolderReplacement.Begin(folder.Path, Marker)) Assert.Equal([folder[FolderReplacement.AsideName]], Directory.GetFileSystemEntries(folder.Path));
        AssertOld();
    }

    [Fact]
    public void After_a_commit_only_the_new_is_there()
    {
        using (var replacement = FolderReplacement.Begin(folder.Path, Marker))
        {
            folder.Write(Marker, "new");
            replacement.Commit();
        }

        Assert.Equal([folder[Marker]], Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>The states that a kill can leave: the first so many entries set aside.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_kill_on_the_way_out_brings_the_old_back(int moved)
    {
        Directory.CreateDirectory(folder[FolderReplacement.AsideName]);
        foreach (var name in ((string[])[Marker, "final", "run.json"])[..moved]) Directory.Move(folder[name], folder[FolderReplacement.AsideName + "/" + name]);
        FolderReplacement.Recover(folder.Path, Marker);
        AssertOld();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_kill_on_the_way_back_brings_the_old_back(int still)
    {
        Directory.CreateDirectory(folder[FolderReplacement.AsideName]);
        foreach (var name in ((string[])[Marker, "final", "run.json"])[..still]) Directory.Move(folder[name], folder[FolderReplacement.AsideName + "/" + name]);
        FolderReplacement.Recover(folder.Path, Marker);
        AssertOld();
    }

    [Fact]
    public void A_kill_after_the_new_marker_lets_the_old_go()
    {
        _ = FolderReplacement.Begin(folder.Path, Marker);
        folder.Write(Marker, "new");
        FolderReplacement.Recover(folder.Path, Marker);
        Assert.Equal([folder[Marker]], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal("new", File.ReadAllText(folder[Marker]));
    }

    [Theory]
    [InlineData(FolderReplacement.AsideName)]
    [InlineData(FolderReplacement.AsideName + ".2000000001.tmp")]
    public void A_kill_while_the_old_is_deleted_brings_none_of_it_back(string aside)
    {
        Directory.CreateDirectory(folder[aside]);
        foreach (var name in (string[])["final", "run.json"]) Directory.Move(folder[name], folder[aside + "/" + name]);
        folder.Write(Marker, "new");
        FolderReplacement.Recover(folder.Path, Marker);
        Assert.Equal([folder[Marker]], Directory.GetFileSystemEntries(folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private void AssertOld()
    {
        Assert.Equal([Marker, "final", "run.json"], Directory.GetFileSystemEntries(folder.Path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal));
        foreach (var name in (string[])[Marker, "run.json", "final/x"]) Assert.Equal("old", File.ReadAllText(folder[name]));
    }
}
