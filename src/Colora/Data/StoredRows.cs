using System.Collections;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Data;

/// <summary>
/// Rows that stay in their file and are read when they are asked for; what is held is where they stand and what they
/// say, as a hash.
/// </summary>
internal sealed class StoredRows : IReadOnlyList<ExampleRecord>
{
    /// <summary>
    /// Rows of a file up to which their inputs are known whole; of more the input is read again where 64 bits do not
    /// do.
    /// </summary>
    public const int MostWhole = 1_000_000;

    private readonly ChunkedList<int> lines = new();
    private readonly ChunkedList<RowMark> marks = new();
    private ChunkedList<ulong>? restOfInputs = new();
    private readonly StoredFile file;

    private StoredRows(StoredFile file) => this.file = file;

    /// <summary>What each row says.</summary>
    public IReadOnlyList<RowMark> Marks => marks;

    /// <inheritdoc />
    public int Count => lines.Count;

    /// <inheritdoc />
    public ExampleRecord this[int index] => file.Read(lines[index]);

    /// <summary>As <see cref="RowKey.Input"/>.</summary>
    public UInt128 InputOf(int index) =>
        restOfInputs is null ? RowKey.InputOf(this[index]) : new UInt128(marks[index].Input, restOfInputs[index]);

    /// <summary>The rows of a file.</summary>
    /// <exception cref="InputException">As <see cref="ExampleReader.Read"/>.</exception>
    public static StoredRows Of(string path) =>
        ByUser(path, null).Select(user => user.Rows).FirstOrDefault()
            ?? throw new InputException(path, "no rows", "at least one example");

    /// <summary>
    /// The rows of a file by the users of a column, in the order in which these appear; of no column all rows as one
    /// user's.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="userColumn">The column.</param>
    /// <param name="mostWhole">As <see cref="MostWhole"/>.</param>
    /// <exception cref="InputException">As <see cref="ExampleReader.Read"/>.</exception>
    public static IReadOnlyList<(string User, StoredRows Rows)> ByUser(
        string path, string? userColumn, int mostWhole = MostWhole)
    {
        var users = new OrderedDictionary<string, StoredRows>();
        var (index, count) = (new LineIndex(), 0);
        var file = new StoredFile(path, index);
        foreach (var (row, place) in ExampleReader.Scan(path, userColumn))
        {
            index.Add(place);
            if (!users.TryGetValue(row.User ?? "", out var user))
                users.Add(row.User ?? "", user = new StoredRows(file));
            var key = RowKey.Of(row);
            user.lines.Add(place.Line);
            user.marks.Add(new RowMark(key));
            if (count++ < mostWhole) user.restOfInputs!.Add((ulong)key.Input);
        }

        if (users.Count == 0) throw new InputException(path, "no rows", "at least one example");
        if (count > mostWhole)
            foreach (var user in users.Values) user.restOfInputs = null;
        ManagedHeap.GiveBackAfter(count);
        return [.. users.Select(user => (user.Key, user.Value))];
    }

    /// <inheritdoc />
    public IEnumerator<ExampleRecord> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
