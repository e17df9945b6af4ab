namespace Colora.Formats.Jsonl;

/// <summary>
/// Where the rows of a file stand, by their lines: places are held of blocks of a few thousand bytes, so that a row
/// costs its line number alone.
/// </summary>
public sealed class LineIndex
{
    /// <summary>What is read to get at a row, unless the row is longer.</summary>
    private const int BlockBytes = 4096;

    private static readonly Comparer<RowPlace> ByLine = Comparer<RowPlace>
        .Create((one, other) => one.Line.CompareTo(other.Line));

    private readonly List<RowPlace> blocks = [];

    /// <summary>Adds the next row of the file.</summary>
    public void Add(RowPlace row)
    {
        if (blocks.Count > 0 && row.Offset + row.Length - blocks[^1].Offset is var length && length <= BlockBytes)
            blocks[^1] = blocks[^1] with { Length = (int)length };
        else blocks.Add(row);
    }

    /// <summary>The block that holds a line that was added: where it stands, and its first line.</summary>
    public RowPlace BlockOf(int line)
    {
        var found = blocks.BinarySearch(new RowPlace(0, 0, line), ByLine);
        return blocks[found >= 0 ? found : ~found - 1];
    }
}
