namespace Colora.Formats;

/// <summary>Paths without links, so that two ways to one place are seen to be one.</summary>
public static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The full path with every link on the way followed; what is not there stays as it is spelled.</summary>
    public static string Of(string path) => Of(Path.GetFullPath(path), MostLinks);

    /// <summary>Whether <paramref name="path"/> is <paramref name="folder"/> or lies in it.</summary>
    public static bool IsInside(string path, string folder)
    {
        var (inner, outer) = (Path.TrimEndingDirectorySeparator(Of(path)),
            Path.TrimEndingDirectorySeparator(Of(folder)));
        return inner == outer || inner.StartsWith(outer + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static string Of(string full, int links)
    {
        if (Path.GetDirectoryName(full) is not { } parent) return full;
        var here = Path.Combine(Of(parent, links), Path.GetFileName(full));
        FileSystemInfo entry = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return links > 0
            && entry.LinkTarget is { } target ? Of(
                Path.GetFullPath(target, Path.GetDirectoryName(here)!), links - 1) : here;
    }
}
