namespace Colora.Formats;

/// <summary>Looks for what somebody else has put into a folder before the folder is deleted or replaced.</summary>
public static class ForeignFile
{
    /// <summary>
    /// The first entry, at any depth, that is not ours; null where there is none. A link is never ours: what it points
    /// to would look as if it lay here. Drafts of our names and the lock are.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isOurs">Whether we write an entry of that relative path (parts joined by <c>/</c>), a folder or a
    /// file.</param>
    public static string? In(string folder, Func<string, bool, bool> isOurs) =>
        In(new DirectoryInfo(folder), "", isOurs);

    private static string? In(DirectoryInfo folder, string prefix, Func<string, bool, bool> isOurs)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var inner = entry as DirectoryInfo;
            if (prefix.Length == 0 && entry.Name == FolderLock.FileName && inner is null) continue;
            var relative = prefix + Draft.FinalNameOf(entry.Name);
            if (entry.LinkTarget is not null || !isOurs(relative, inner is not null)) return entry.FullName;
            if (inner is not null && In(inner, relative + "/", isOurs) is { } found) return found;
        }

        return null;
    }
}
