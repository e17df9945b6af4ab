using Colora.Testing;

namespace Colora.Formats.Tests;

/// <summary>Reference data outside the repository.</summary>
internal static class SharedFiles
{
    public static string Folder(string relative) => SharedData.Require(relative);

    public static IReadOnlyList<string> Files(string relative, string pattern)
    {
        var files = Directory.GetFiles(Folder(relative), pattern, SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        Assert.NotEmpty(files);
        return files;
    }
}
