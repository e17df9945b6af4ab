using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Colora.Formats;

/// <summary>Fills a folder so that its name appears only when all is in it and on disk.</summary>
public static partial class AtomicFolder
{
    /// <summary>
    /// Calls <paramref name="fill"/> with a temporary sibling folder, flushes every file in it and renames it to <paramref name="path"/>.
    /// A folder that is already there is replaced as a whole.
    /// </summary>
    /// <exception cref="InputException">The disk is full or the path cannot be written.</exception>
    public static void Write(string path, Action<string> fill)
    {
        var full = Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar);
        var draft = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
            Directory.CreateDirectory(draft);
            fill(draft);
            foreach (var file in Directory.EnumerateFiles(draft, "*", SearchOption.AllDirectories)) FlushFile(file);
            foreach (var folder in Directory.EnumerateDirectories(draft, "*", SearchOption.AllDirectories)) FlushFolder(folder);
            FlushFolder(draft);

            if (Directory.Exists(full))
            {
                // There is no atomic exchange of folders: the old one steps aside first and goes last.
                var aside = $"{full}.{Environment.ProcessId}.old";
                if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
                Directory.Move(full, aside);
                Directory.Move(draft, full);
                Directory.Delete(aside, recursive: true);
            }
            else
            {
                Directory.Move(draft, full);
            }

            FlushFolder(Path.GetDirectoryName(full)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be written ({e.Message})", "", "check the path, the rights and the free space", e);
        }
        finally
        {
            if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        }
    }

    /// <summary>Makes a rename inside the folder durable; where the system cannot (Windows), does nothing.</summary>
    internal static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;

        // .NET refuses to open a folder as a file, so this asks the C library.
        var descriptor = Open(folder, 0);
        if (descriptor < 0) return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    private static void FlushFile(string file)
    {
        using SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
