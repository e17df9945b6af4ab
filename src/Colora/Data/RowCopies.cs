namespace Colora.Data;

/// <summary>Rows that say what an earlier one says.</summary>
internal static class RowCopies
{
    private const int RowsOfSlice = 1 << 16;

    /// <summary>Each copy with the first row that says the same, in no particular order.</summary>
    public static IEnumerable<(int Copy, int First)> In(IReadOnlyList<RowMark> rows)
    {
        // A share of the rows at a time, by what they say, so that what is held does not grow with their number.
        var slices = (ulong)(rows.Count / RowsOfSlice + 1);
        var first = new Dictionary<UInt128, int>(Math.Min(rows.Count, RowsOfSlice));
        for (var slice = 0UL; slice < slices; slice++)
        {
            first.Clear();
            for (var i = 0; i < rows.Count; i++)
            {
                var row = rows[i].Row;
                if ((ulong)row % slices == slice && !first.TryAdd(row, i)) yield return (i, first[row]);
            }
        }
    }
}
