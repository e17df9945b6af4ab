namespace Colora.Formats.Tests;

/// <summary>Reference data outside the repository.</summary>
// TODO(lead): SharedData
internal static class SharedFiles
{
    public static string Folder(string relative)
    {
        var root = Environment.GetEnvironmentVariable("COLORA_SHARED");
        if (string.IsNullOrEmpty(root))
        {
            root = Path.Combine(Repository(), "..", "shared");
            Assert.SkipUnless(Directory.Exists(root), "no shared reference data");
        }

        var path = Path.GetFullPath(Path.Combine(root, relative));
        Assert.True(Path.Exists(path), $"{path} is missing");
        return path;
    }

    public static IReadOnlyList<string> Files(string relative, string pattern)
    {
        var files = Directory.GetFiles(Folder(relative), pattern, SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        Assert.NotEmpty(files);
        return files;
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Colora.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests must run inside the repository");
    }
}
