namespace Colora.Data;

/// <summary>
/// What is held of every row of a file, in 24 bytes: its <see cref="RowKey"/>, the input cut to 64 bits. Of 12 million
/// inputs two that differ look equal once in 250,000 files; then one overlap too many is counted, and test rows are
/// drawn as well as ever.
/// </summary>
internal readonly record struct RowMark
{
    // Not UInt128, whose alignment would take another eight bytes.
    private readonly ulong rowHigh, rowLow;

    /// <summary>The mark of a row.</summary>
    public RowMark(RowKey key) =>
        (Input, rowHigh, rowLow) = ((ulong)(key.Input >> 64), (ulong)(key.Row >> 64), (ulong)key.Row);

    /// <summary>Upper half of <see cref="RowKey.Input"/>.</summary>
    public ulong Input { get; }

    /// <summary>As <see cref="RowKey.Row"/>.</summary>
    public UInt128 Row => new(rowHigh, rowLow);
}
