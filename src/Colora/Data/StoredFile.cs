using Colora.Formats;
using Colora.Formats.Jsonl;
using Microsoft.Win32.SafeHandles;

namespace Colora.Data;

/// <summary>A file of which single rows are read. However many files there are, one is open at a time: thousands of users have a file each.</summary>
/// <param name="path">The file.</param>
internal sealed class StoredFile(string path)
{
    private static readonly Lock Gate = new();
    private static (StoredFile File, SafeFileHandle Handle)? open;

    /// <summary>The row of a place.</summary>
    /// <exception cref="InputException">The file is gone, or another by now.</exception>
    public ExampleRecord Read(RowPlace place)
    {
        lock (Gate)
        {
            if (open is not { } now || now.File != this)
            {
                open?.Handle.Dispose();
                open = null;
                open = now = (this, Open());
            }

            return ExampleReader.ReadAt(path, now.Handle, place);
        }
    }

    private SafeFileHandle Open()
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be read ({e.Message})", "the file that was read before", "check the path and the rights", e);
        }
    }
}
