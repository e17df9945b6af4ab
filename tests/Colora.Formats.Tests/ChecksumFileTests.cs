namespace Colora.Formats.Tests;

public sealed class ChecksumFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ChecksumFileTests()
    {
        folder.Write("b.txt", "abc");
        folder.Write("a.txt", "");
        ChecksumFile.Write(folder.Path);
    }

    [Fact]
    public void Lines_are_those_of_sha256sum() => Assert.Equal(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.txt\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b.txt\n",
        File.ReadAllText(folder[ChecksumFile.FileName]));

    [Fact]
    public void Whole_folders_pass()
    {
        ChecksumFile.Verify(folder.Path, "a.txt", "b.txt");
        folder.Write("c.txt", "more");
        ChecksumFile.Verify(folder.Path);
        ChecksumFile.VerifyPresent(folder.Path);
    }

    [Fact]
    public void Changed_and_missing_files_are_named()
    {
        folder.Write("b.txt", "abd");
        Refusal.Of(() => ChecksumFile.Verify(folder.Path), folder["b.txt"], "not what was written", "ba7816bf");
        Refusal.Of(() => ChecksumFile.VerifyPresent(folder.Path), folder["b.txt"], "not what was written");
        File.Delete(folder["b.txt"]);
        Refusal.Of(() => ChecksumFile.Verify(folder.Path), folder["b.txt"], "no such file");
        ChecksumFile.VerifyPresent(folder.Path);
        Refusal.Of(() => ChecksumFile.Verify(folder.Path, "d.txt"), "no checksum of 'd.txt'");
        File.Delete(folder[ChecksumFile.FileName]);
        Refusal.Of(() => ChecksumFile.Verify(folder.Path), ChecksumFile.FileName, "no such file");
        ChecksumFile.VerifyPresent(folder.Path);
    }

    [Theory]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  ../a.txt")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 *a.txt")]
    [InlineData("E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.txt")]
    [InlineData("e3b0  a.txt")]
    [InlineData("")]
    public void Malformed_lines_are_refused_where_they_are_ours(string line)
    {
        File.WriteAllText(folder[ChecksumFile.FileName], line + "\n");
        Refusal.Of(() => ChecksumFile.Verify(folder.Path), ChecksumFile.FileName + ":1", "no checksum");
        ChecksumFile.VerifyPresent(folder.Path);
    }

    public void Dispose() => folder.Dispose();
}
