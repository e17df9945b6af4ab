using Microsoft.Win32.SafeHandles;

namespace Colora.Formats;

/// <summary>Fills a folder so that its name appears only when all is in it and on disk.</summary>
public static class AtomicFolder
{
    /// <summary>
    /// Calls <paramref name="fill"/> with a temporary sibling folder, flushes every file in it and renames it to
    /// <paramref name="path"/>. A folder that is already there is replaced as a whole, unless it holds something that
    /// the new one has not: that was not written here.
    /// </summary>
    /// <exception cref="InputException">The disk is full, the path cannot be written, or the folder that is there holds
    /// something else.</exception>
    public static void Write(string path, Action<string> fill)
    {
        var full = Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar);
        string draft = "", aside = "";
        try
        {
            Make(Path.GetDirectoryName(full)!);
            draft = Draft.Begin(full);
            if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
            Directory.CreateDirectory(draft);
            fill(draft);
            FlushAll(draft);
            if (Directory.Exists(full))
            {
                RequireReplaceable(full, draft);
                aside = Draft.Aside(full);
                Exchange(full, draft, aside);
            }
            else
            {
                Directory.Move(draft, full);
                FlushFolder(Path.GetDirectoryName(full)!);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                path, $"cannot be written ({e.Message})", "", "check the path, the rights and the free space", e);
        }
        finally
        {
            if (draft.Length > 0 && Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
            Draft.End(draft);
            Draft.End(aside);
        }
    }

    /// <summary>
    /// Deletes a folder with all that is in it: under another name, so that a kill on the way does not leave half of it
    /// under its own. The caller has seen that it holds nothing foreign.
    /// </summary>
    /// <exception cref="InputException">It cannot be deleted.</exception>
    public static void Delete(string path)
    {
        var full = Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar);
        var draft = "";
        try
        {
            draft = Draft.Begin(full);
            Directory.Move(full, draft);
            Directory.Delete(draft, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be deleted ({e.Message})", "", "check the rights", e);
        }
        finally
        {
            Draft.End(draft);
        }
    }

    private static void FlushAll(string draft)
    {
        foreach (var file in Directory.EnumerateFiles(draft, "*", SearchOption.AllDirectories)) FlushFile(file);
        foreach (var folder in Directory.EnumerateDirectories(draft, "*", SearchOption.AllDirectories))
            FlushFolder(folder);
        FlushFolder(draft);
    }

    /// <summary>There is no atomic exchange of folders: the old one steps aside first and goes last.</summary>
    private static void Exchange(string full, string draft, string aside)
    {
        if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
        Directory.Move(full, aside);
        try
        {
            Directory.Move(draft, full);
        }
        catch
        {
            Directory.Move(aside, full);
            throw;
        }

        FlushFolder(Path.GetDirectoryName(full)!);
        Directory.Delete(aside, recursive: true);
    }

    private static void RequireReplaceable(string full, string draft)
    {
        if (ForeignFile.In(full, (relative, _) => Path.Exists(Path.Combine(draft, relative))) is { } foreign)
        {
            throw new InputException(
                foreign, "lies in a folder that is to be replaced and was not written there by this program", "",
                "move it elsewhere");
        }
    }

    /// <summary>
    /// Makes a folder, and those above it that are not there, durably: what is flushed in a folder that is lost itself
    /// is lost too.
    /// </summary>
    /// <returns>The topmost folder that was made; null where all were there.</returns>
    internal static string? Make(string folder)
    {
        string? made = null;
        for (var at = folder; at is not null && !Path.Exists(at); at = Path.GetDirectoryName(at)) made = at;
        Directory.CreateDirectory(folder);
        for (var at = folder; made is not null && at.Length >= made.Length; at = Path.GetDirectoryName(at)!)
            FlushFolder(Path.GetDirectoryName(at)!);
        return made;
    }

    /// <summary>Makes a rename inside the folder durable; where the system cannot (Windows), does nothing.</summary>
    internal static void FlushFolder(string folder) => _ = CLibrary.FlushFolder(folder);

    /// <summary>
    /// Opens a file that another holds locked: .NET asks for a shared lock on everything that it opens by name.
    /// </summary>
    internal static FileStream OpenUnlocked(string path) => CLibrary.OpenUnlocked(path) is { } handle
        ? new FileStream(handle, FileAccess.Read)
        : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static void FlushFile(string file)
    {
        using SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        RandomAccess.FlushToDisk(handle);
    }
}
