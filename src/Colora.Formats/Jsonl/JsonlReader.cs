using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Colora.Formats.Jsonl;

/// <summary>
/// Reads JSON lines (https://jsonlines.org): one object a line, strict UTF-8, LF or CRLF. Blank lines are skipped and a
/// byte-order mark at the start is tolerated. Rows stream: one line is held at a time.
/// </summary>
public static class JsonlReader
{
    /// <summary>Longest line in bytes (64 MiB); a longer one is no row of text.</summary>
    public const int LongestLine = 64 << 20;

    /// <summary>The rows in file order. The file is open while they are enumerated.</summary>
    /// <exception cref="InputException">
    /// Missing file; or, as <c>file:line</c>, bytes that are not UTF-8 (with their position in the line), malformed
    /// JSON, a row that is no object. Thrown when the row is reached.
    /// </exception>
    public static IEnumerable<JsonlRow> Read(string path)
    {
        using var lines = new LineReader(path);
        while (lines.Next() is { } line)
        {
            if (line.Span.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
            yield return new JsonlRow(
                lines.Number,
                JsonText.ParseObject(
                    line, path, lines.Number))
            { Place = new RowPlace(lines.Start, line.Length, lines.Number) };
        }
    }

    /// <summary>
    /// The bytes of a block of rows that <see cref="Read"/> has seen; fewer where the file has become shorter.
    /// </summary>
    /// <param name="file">The file, open.</param>
    /// <param name="block">Where they stand.</param>
    public static ReadOnlyMemory<byte> ReadBlock(SafeFileHandle file, RowPlace block)
    {
        var bytes = new byte[block.Length];
        var read = 0;
        while (read < bytes.Length
            && RandomAccess.Read(file, bytes.AsSpan(read), block.Offset + read) is > 0 and var more) read += more;
        return bytes.AsMemory(0, read);
    }

    /// <summary>One row again, by the <see cref="JsonlRow.Place"/> that it was read from.</summary>
    /// <exception cref="InputException">The file is gone, or another by now.</exception>
    public static JsonElement ReadAt(string path, RowPlace place)
    {
        try
        {
            using var file = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonText.ParseObject(ReadBlock(file, place), path, place.Line);
        }
        catch (Exception e) when (Unreadable.Covers(e))
        {
            throw Unreadable.File(path, e);
        }
    }
}
