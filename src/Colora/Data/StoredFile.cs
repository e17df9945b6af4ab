using Colora.Formats;
using Colora.Formats.Jsonl;
using Microsoft.Win32.SafeHandles;

namespace Colora.Data;

/// <summary>
/// A file of which single rows are read. However many files there are, one is open at a time: thousands of users have a
/// file each.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="index">Where its rows stand.</param>
internal sealed class StoredFile(string path, LineIndex index)
{
    private static readonly Lock Gate = new();
    private static (StoredFile File, SafeFileHandle Handle, RowPlace Block, ReadOnlyMemory<byte> Bytes)? open;

    /// <summary>The row of a line.</summary>
    /// <exception cref="InputException">The file is gone, or another by now.</exception>
    public ExampleRecord Read(int line)
    {
        lock (Gate)
        {
            if (open is not { } now || now.File != this)
            {
                open?.Handle.Dispose();
                open = null;
                now = (this, Open(), default, default);
            }

            // Rows are mostly read in their order.
            var block = index.BlockOf(line);
            if (block != now.Block) (now.Block, now.Bytes) = (block, JsonlReader.ReadBlock(now.Handle, block));
            open = now;
            return ExampleReader.ReadAt(path, now.Block, now.Bytes, line);
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
            throw new InputException(
                path, $"cannot be read ({e.Message})", "the file that was read before", "check the path and the rights",
                e);
        }
    }
}
