using System.Text;

namespace Colora.Formats;

/// <summary>Writes a file so that its name never holds half a content: temporary name, flush to disk, rename.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes <paramref name="path"/> through <paramref name="write"/>; on any failure the old file stays as it was.
    /// </summary>
    /// <exception cref="InputException">The disk is full or the path cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        var draft = "";
        try
        {
            if (IsDevice(full))
            {
                using var device = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                write(device);
                return;
            }

            AtomicFolder.Make(Path.GetDirectoryName(full)!);
            draft = Draft.Begin(full);
            using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, full, overwrite: true);
            AtomicFolder.FlushFolder(Path.GetDirectoryName(full)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                path, $"cannot be written ({e.Message})", "", "check the path, the rights and the free space", e);
        }
        finally
        {
            // Gone after a rename; still there only when something failed.
            if (draft.Length > 0 && File.Exists(draft)) File.Delete(draft);
            Draft.End(draft);
        }
    }

    /// <summary>
    /// What is there already below /dev, such as /dev/stdout or a shell's pipe, is written through: a rename would put
    /// a file in the system's place of it.
    /// </summary>
    private static bool IsDevice(string full) =>
        !OperatingSystem.IsWindows()
            && full.StartsWith("/dev/", StringComparison.Ordinal)
            && !full.StartsWith("/dev/shm/", StringComparison.Ordinal)
            && Path.Exists(full);

    /// <summary>Writes UTF-8 text without a byte-order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
