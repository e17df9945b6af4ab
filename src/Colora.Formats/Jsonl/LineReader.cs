namespace Colora.Formats.Jsonl;

/// <summary>The lines of a file as bytes, without their LF; a byte-order mark is dropped from the first.</summary>
internal sealed class LineReader : IDisposable
{
    private readonly string path;
    private readonly FileStream stream;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool finished;
    private long taken;

    public LineReader(string path)
    {
        this.path = path;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (Unreadable.Covers(e))
        {
            throw Unreadable.File(path, e);
        }
    }

    /// <summary>Number of the line last given, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Byte of the file at which the line last given begins.</summary>
    public long Start { get; private set; }

    /// <summary>The next line, valid until the following call; null at the end.</summary>
    public ReadOnlyMemory<byte>? Next()
    {
        var searched = 0;
        while (true)
        {
            var found = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (found >= 0) return Take(searched + found, separator: 1);
            searched = end - start;
            if (finished && searched == 0) return null;
            if (finished) return Take(searched, separator: 0);
            if (searched > JsonlReader.LongestLine)
            {
                throw new InputException(
                    $"{path}:{Number + 1}", $"a line of over {JsonlReader.LongestLine} bytes", "one object a line",
                    "is this a JSONL file?");
            }

            Fill();
        }
    }

    public void Dispose() => stream.Dispose();

    private ReadOnlyMemory<byte> Take(int length, int separator)
    {
        var line = buffer.AsMemory(start, length);
        start += length + separator;
        Start = taken;
        taken += length + separator;
        Number++;
        if (Number > 1 || !line.Span.StartsWith("\uFEFF"u8)) return line;
        Start = 3;
        return line[3..];
    }

    private void Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
        try
        {
            var read = stream.Read(buffer, end, buffer.Length - end);
            finished = read == 0;
            end += read;
            if (Number == 0 && start == 0) GitLfsPointer.Refuse(path, buffer.AsSpan(0, end));
        }
        catch (Exception e) when (Unreadable.Covers(e))
        {
            throw Unreadable.File(path, e);
        }
    }
}
