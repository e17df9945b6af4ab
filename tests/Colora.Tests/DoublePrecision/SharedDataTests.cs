using Colora.Testing;
using Xunit;

namespace Colora.Tests.DoublePrecision;

public sealed class SharedDataTests
{
    [Fact]
    public void A_folder_that_was_asked_for_and_is_missing_fails()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<DirectoryNotFoundException>(() => SharedData.Locate(folder["absent"], folder.FullPath));
    }

    [Fact]
    public void Without_a_wish_the_neighbour_is_taken_when_it_is_there()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(folder.FullPath, SharedData.Locate(null, folder.FullPath));
        Assert.Null(SharedData.Locate(null, folder["absent"]));
        Assert.Equal(folder.FullPath, SharedData.Locate(folder.FullPath, folder["absent"]));
    }

    [Fact]
    public void A_file_that_the_shared_folder_lacks_fails_and_does_not_skip()
    {
        if (SharedData.Root is null) Assert.Skip("there is no shared folder");
        Assert.Throws<FileNotFoundException>(() => SharedData.Require("models", "no-such-model"));
    }

    [Fact]
    public void The_repository_holds_this_test()
    {
        var self = Path.Combine(SharedData.RepositoryRoot, "tests", "Colora.Tests", "DoublePrecision", "SharedDataTests.cs");
        Assert.True(File.Exists(self));
    }

    [Fact]
    public void A_temporary_folder_is_gone_after_its_use()
    {
        string path;
        using (var folder = new TemporaryFolder())
        {
            path = folder.FullPath;
            Directory.CreateDirectory(folder["a", "b"]);
        }

        Assert.False(Directory.Exists(path));
    }
}
