namespace Colora.Formats.Safetensors;

/// <summary>Passes writes on and counts them, so that one tensor cannot run into the next.</summary>
internal sealed class MeteredStream(Stream inner, string name, long budget) : Stream
{
    private long written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => written;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > budget - written) throw Mismatch(written + buffer.Length);
        inner.Write(buffer);
        written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public void CheckComplete()
    {
        if (written != budget) throw Mismatch(written);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private InvalidOperationException Mismatch(long count) =>
        new($"tensor '{name}' wrote {count} bytes, its shape needs {budget}");
}
