namespace Colora.Formats;

/// <summary>
/// Lets the content of a folder step aside, into a folder inside it, until something new stands in its place. The
/// marker decides: it leaves first and comes back last, so that after a kill at any moment <see cref="Recover"/> knows
/// whether the old content is to come back (no new marker yet) or to go. The folder itself stays, with whoever has
/// locked it, and may be the mount point of a volume.
/// </summary>
public sealed class FolderReplacement : IDisposable
{
    /// <summary>Name of the folder that the old content steps into.</summary>
    public const string AsideName = ".colora.replaced";

    private readonly string folder, marker;
    private bool isSettled;

    private FolderReplacement(string folder, string marker) => (this.folder, this.marker) = (folder, marker);

    /// <summary>Sets everything aside that the folder holds.</summary>
    /// <param name="folder">The folder, locked by the caller.</param>
    /// <param name="marker">Name of the file without which the folder holds nothing.</param>
    /// <exception cref="InputException">It cannot be moved; then all is as it was.</exception>
    public static FolderReplacement Begin(string folder, string marker)
    {
        Recover(folder, marker);
        var replacement = new FolderReplacement(folder, marker);
        try
        {
            var aside = Path.Combine(folder, AsideName);
            Directory.CreateDirectory(aside);
            foreach (var entry in Entries(folder).OrderBy(entry => Path.GetFileName(entry) == marker ? 0 : 1))
                Move(entry, aside);
            AtomicFolder.FlushFolder(aside);
            AtomicFolder.FlushFolder(folder);
            return replacement;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            replacement.Dispose();
            throw new InputException(folder, $"cannot be replaced ({e.Message})", "", "check the rights", e);
        }
    }

    /// <summary>
    /// Ends what a killed process has begun: brings the old content back, or deletes it where the new marker stands.
    /// </summary>
    public static void Recover(string folder, string marker)
    {
        var aside = Path.Combine(folder, AsideName);
        Draft.SweepAll(folder, name => name == AsideName, isLocked: true, recursive: false);
        if (!Directory.Exists(aside)) return;

        // Half-deleted old content may have no marker any more: the folder's own alone decides.
        if (!File.Exists(Path.Combine(folder, marker))) Restore(folder, aside, marker);
        AtomicFolder.Delete(aside);
    }

    /// <summary>The new content stands: the old one goes.</summary>
    public void Commit()
    {
        isSettled = true;
        AtomicFolder.Delete(Path.Combine(folder, AsideName));
    }

    /// <summary>Without <see cref="Commit"/> before, the old content comes back.</summary>
    public void Dispose()
    {
        if (isSettled) return;
        isSettled = true;
        Recover(folder, marker);
    }

    private static void Restore(string folder, string aside, string marker)
    {
        foreach (var entry in Directory.GetFileSystemEntries(aside)
            .OrderBy(entry => Path.GetFileName(entry) == marker ? 1 : 0))
        {
            Move(entry, folder);
        }

        AtomicFolder.FlushFolder(folder);
    }

    private static IEnumerable<string> Entries(string folder) =>
        Directory.GetFileSystemEntries(folder)
            .Where(entry => Path.GetFileName(entry) is not (AsideName or FolderLock.FileName));

    private static void Move(string entry, string into)
    {
        var target = Path.Combine(into, Path.GetFileName(entry));
        if (Directory.Exists(entry)) Directory.Move(entry, target);
        else File.Move(entry, target, overwrite: true);
    }
}
