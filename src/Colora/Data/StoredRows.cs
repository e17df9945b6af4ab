using System.Collections;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Data;

/// <summary>Rows that stay in their file and are read when they are asked for; what is held is where they stand and what they say, as a hash.</summary>
internal sealed class StoredRows : IReadOnlyList<ExampleRecord>
{
    private readonly StoredFile file;
    private readonly RowPlace[] places;

    private StoredRows(StoredFile file, IEnumerable<RowPlace> places, IEnumerable<RowKey> keys) => (this.file, this.places, Keys) = (file, [.. places], [.. keys]);

    /// <summary>What each row says.</summary>
    public RowKey[] Keys { get; }

    /// <inheritdoc />
    public int Count => places.Length;

    /// <inheritdoc />
    public ExampleRecord this[int index] => file.Read(places[index]);

    /// <summary>The rows of a file.</summary>
    /// <exception cref="InputException">As <see cref="ExampleReader.Read"/>.</exception>
    public static StoredRows Of(string path) => ByUser(path, null).Select(user => user.Rows).FirstOrDefault() ?? throw new InputException(path, "no rows", "at least one example");

    /// <summary>The rows of a file by the users of a column, in the order in which these appear; of no column all rows as one user's.</summary>
    /// <exception cref="InputException">As <see cref="ExampleReader.Read"/>.</exception>
    public static IReadOnlyList<(string User, StoredRows Rows)> ByUser(string path, string? userColumn)
    {
        var users = new OrderedDictionary<string, (List<RowPlace> Places, List<RowKey> Keys)>();
        foreach (var (row, place) in ExampleReader.Scan(path, userColumn))
        {
            if (!users.TryGetValue(row.User ?? "", out var user)) users.Add(row.User ?? "", user = ([], []));
            user.Places.Add(place);
            user.Keys.Add(RowKey.Of(row));
        }

        if (users.Count == 0) throw new InputException(path, "no rows", "at least one example");
        var file = new StoredFile(path);
        var stored = new List<(string, StoredRows)>(users.Count);
        for (var i = 0; i < users.Count; i++)
        {
            // One user's lists at a time are held twice.
            var (name, (places, keys)) = users.GetAt(i);
            users.SetAt(i, default);
            stored.Add((name, new StoredRows(file, places, keys)));
        }

        return stored;
    }

    /// <inheritdoc />
    public IEnumerator<ExampleRecord> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
