using System.Globalization;
using System.Text;

namespace Colora.Formats;

/// <summary>
/// One writer for a folder: a file in it that one process at a time holds open under a lock of the system's, which goes
/// when the process goes, however it ends. The file itself may be left behind by a killed process; it means nothing
/// then, and <see cref="IsBare"/> does not see it. The same process may take a lock that it holds once more.
/// </summary>
public sealed class FolderLock : IDisposable
{
    /// <summary>Name of the file in the folder that is locked.</summary>
    public const string FileName = ".colora.lock";

    private const int Tries = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, (FileStream Stream, int Holders, string? Made)> Held = [];

    private readonly string folder;
    private bool isFree;

    private FolderLock(string folder) => this.folder = folder;

    /// <summary>
    /// Takes the lock of a folder, which is made if it is not there; disposing gives it back and removes the folder
    /// again if it was made and nothing came into it.
    /// </summary>
    /// <exception cref="InputException">Another process writes there (its number is named), or the folder cannot be
    /// written to.</exception>
    public static FolderLock Take(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(RealPath.Of(folder));
        lock (Gate)
        {
            if (Held.TryGetValue(full, out var mine))
            {
                Held[full] = mine with { Holders = mine.Holders + 1 };
                return new FolderLock(full);
            }

            try
            {
                var made = AtomicFolder.Make(full);
                Held[full] = (Open(full), 1, made);
                return new FolderLock(full);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InputException(
                    folder, $"cannot be written to ({e.Message})", "", "check the path and the rights", e);
            }
        }
    }

    /// <summary>
    /// Whether a folder is absent or holds nothing but a lock and drafts, ours or those of a killed process.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="more">Other names that count for nothing.</param>
    public static bool IsBare(string folder, params string[] more) =>
        !Directory.Exists(folder)
            || Directory.EnumerateFileSystemEntries(folder)
                .All(entry => Path.GetFileName(entry) is var name
                    && (name == FileName || Draft.IsName(name) || more.Contains(name)));

    /// <inheritdoc />
    public void Dispose()
    {
        lock (Gate)
        {
            if (isFree) return;
            isFree = true;
            var mine = Held[folder];
            if (mine.Holders > 1)
            {
                Held[folder] = mine with { Holders = mine.Holders - 1 };
                return;
            }

            Held.Remove(folder);
            try
            {
                // Still under the lock: whoever opened the file meanwhile will find that it is no longer the one of
                // that name.
                File.Delete(Path.Combine(folder, FileName));
                RemoveEmpty(mine.Made);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A file without a lock on it means nothing.
            }
            finally
            {
                mine.Stream.Dispose();
            }
        }
    }

    private static FileStream Open(string full)
    {
        var path = Path.Combine(full, FileName);
        var own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        for (var attempt = 1; ; attempt++)
        {
            FileStream stream;
            try
            {
                stream = OpenAlone(path);
            }
            catch (IOException) when (File.Exists(path))
            {
                var holder = Read(path);
                if (holder.Length == 0 && attempt < Tries)
                {
                    // Just taken, and not signed yet; or just given back.
                    Thread.Sleep(Pause);
                    continue;
                }

                var writer = holder.Length == 0 ? "another process" : $"process {holder.Split(' ')[0]}";
                throw new InputException(
                    full, $"{writer} is writing here", "one writer at a time",
                    "wait until it has ended, or choose another --out");
            }
            catch (IOException) when (attempt < Tries && Directory.Exists(full))
            {
                continue;
            }

            var sign = $"{own} {Guid.NewGuid():N}";
            stream.SetLength(0);
            stream.Write(Encoding.ASCII.GetBytes(sign));
            stream.Flush();
            if (Read(path) == sign) return stream;

            // The last holder took the file away between our opening and our locking it.
            stream.Dispose();
            if (attempt >= Tries) throw new IOException("the lock's file cannot be read back");
            Directory.CreateDirectory(full);
        }
    }

    private static FileStream OpenAlone(string path)
    {
        // On Windows others may read while it is open for writing alone; elsewhere a lock is advisory, and only None
        // asks for one of a single holder.
        var share = OperatingSystem.IsWindows() ? FileShare.Read | FileShare.Delete : FileShare.None;
        return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
    }

    private static string Read(string path)
    {
        try
        {
            using var reader = new StreamReader(AtomicFolder.OpenUnlocked(path));
            var text = reader.ReadToEnd();
            return text.Length is > 0 and < 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == ' ') ? text : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void RemoveEmpty(string? made)
    {
        if (made is null) return;
        for (var at = folder; at is not null && at.Length >= made.Length; at = Path.GetDirectoryName(at))
        {
            if (!Directory.Exists(at)) continue;
            if (Directory.EnumerateFileSystemEntries(at).Any()) return;
            Directory.Delete(at);
        }
    }
}
