using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Colora.Formats;

/// <summary>
/// Names of what is not finished yet: <c>NAME.PID.tmp</c> is being written, <c>NAME.PID.old</c> steps aside for its
/// successor. A process that is killed leaves them; the next one that writes the same name sweeps them. Never those of
/// a process that lives, and nothing under another name.
/// </summary>
public static class Draft
{
    private const string Unfinished = ".tmp", Replaced = ".old";

    /// <summary>
    /// In a container every process may have the number of the one that was killed: what this one has in hand is known
    /// here.
    /// </summary>
    private static readonly ConcurrentDictionary<string, bool> InHand = new();

    /// <summary>Whether a file or folder is called as a draft is.</summary>
    public static bool IsName(string name) => TryParse(name, out _, out _);

    /// <summary>
    /// The name that a draft is to get, or the name itself; a draft of a draft (a folder that is filled by one that
    /// fills folders) gets what the outer one is to get.
    /// </summary>
    public static string FinalNameOf(string name) => TryParse(name, out var final, out _) ? FinalNameOf(final) : name;

    /// <summary>
    /// Deletes drafts in a folder and below, of processes that are gone. Where this process holds the folder's lock
    /// there is no other that could be writing into it, so the number of a living process does not save a draft then.
    /// </summary>
    /// <param name="folder">The folder; need not be there.</param>
    /// <param name="isOurs">Whether a final name is one that we write there.</param>
    /// <param name="isLocked">Whether the caller holds the folder's lock.</param>
    /// <param name="recursive">Whether folders below are looked into.</param>
    public static void SweepAll(string folder, Func<string, bool> isOurs, bool isLocked, bool recursive = true)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var entry in Directory.GetFileSystemEntries(folder))
        {
            if (TryParse(Path.GetFileName(entry), out var final, out var process))
            {
                if (isOurs(FinalNameOf(final))) Settle(entry, Path.Combine(folder, final), process, isLocked);
            }
            else if (recursive && Directory.Exists(entry) && new DirectoryInfo(entry).LinkTarget is null)
            {
                SweepAll(entry, isOurs, isLocked);
            }
        }
    }

    /// <summary>
    /// The name under which this process writes what is to be called <paramref name="full"/>; what killed ones have
    /// left of it is swept.
    /// </summary>
    public static string Begin(string full)
    {
        Sweep(full);
        var draft = full + "." + Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + Unfinished;
        InHand[draft] = true;
        return draft;
    }

    /// <summary>The name under which <paramref name="full"/> steps aside.</summary>
    internal static string Aside(string full)
    {
        var aside = full + "." + Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + Replaced;
        InHand[aside] = true;
        return aside;
    }

    /// <summary>This process is done with a draft.</summary>
    public static void End(string draft) => InHand.TryRemove(draft, out _);

    private static void Sweep(string full)
    {
        var (folder, name) = (Path.GetDirectoryName(full)!, Path.GetFileName(full));
        if (!Directory.Exists(folder)) return;
        foreach (var entry in Directory.GetFileSystemEntries(folder))
            if (TryParse(Path.GetFileName(entry), out var final, out var process) && FinalNameOf(final) == name)
                Settle(entry, full, process, isLocked: false);
    }

    /// <summary>
    /// Deletes a draft that nobody will finish; one that stepped aside for a successor that never came goes back to its
    /// place.
    /// </summary>
    private static void Settle(string draft, string full, int process, bool isLocked)
    {
        if (InHand.ContainsKey(draft)
            || !isLocked && process != Environment.ProcessId && IsRunning(process)
            || IsBeingWritten(draft))
        {
            return;
        }

        try
        {
            if (!Directory.Exists(draft)) File.Delete(draft);
            else if (draft.EndsWith(Replaced, StringComparison.Ordinal)
                && !Path.Exists(full)
                && !IsName(Path.GetFileName(full))) Directory.Move(draft, full);
            else Directory.Delete(draft, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process sweeps as well, or it is not ours to delete: it does no harm where it lies.
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A process that has another numbering (in a container) is seen by the lock on its file.</summary>
    private static bool IsBeingWritten(string draft)
    {
        if (!File.Exists(draft)) return false;
        try
        {
            using var probe = new FileStream(draft, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static bool TryParse(string name, out string final, out int process)
    {
        (final, process) = (name, 0);
        var end = name.EndsWith(Unfinished, StringComparison.Ordinal)
            || name.EndsWith(Replaced, StringComparison.Ordinal) ? name.Length - Unfinished.Length : -1;
        var dot = end <= 0 ? -1 : name.LastIndexOf('.', end - 1);
        if (dot < 1
            || !int.TryParse(
                name.AsSpan(dot + 1, end - dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out process))
        {
            return false;
        }

        final = name[..dot];
        return true;
    }
}
