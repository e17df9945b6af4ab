namespace Colora.Hub;

/// <summary>A transfer that ended before its end.</summary>
/// <param name="bytes">Bytes that are there more than before; not positive when it brought nothing new.</param>
/// <param name="reason">Why.</param>
internal sealed class BrokenTransferException(long bytes, string reason) : Exception(reason)
{
    /// <summary>Bytes that are there more than before.</summary>
    public long Bytes { get; } = bytes;
}
