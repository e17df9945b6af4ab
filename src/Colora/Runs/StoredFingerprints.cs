using System.Buffers.Binary;
using System.Collections;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Runs;

/// <summary>
/// Fingerprints that stay in their <c>rows.jsonl</c>, of which one line is held at a time: a run on a large file has
/// millions.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class StoredFingerprints(string path) : IReadOnlyList<ulong>
{
    /// <summary>What to do about a <c>rows.jsonl</c> that is missing or damaged.</summary>
    internal const string Remedy = "copy the file anew from where the run was trained";

    private const int DigitsOfRow = 16;

    private readonly List<RowPlace> places = [];
    private readonly List<int> starts = [];
    private (int Line, ulong[] Rows)? held;

    /// <inheritdoc />
    public int Count { get; private set; }

    /// <inheritdoc />
    public ulong this[int index]
    {
        get
        {
            if (held is { } now && index >= starts[now.Line] && index - starts[now.Line] < now.Rows.Length)
                return now.Rows[index - starts[now.Line]];
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var found = starts.BinarySearch(index);
            var line = found >= 0 ? found : ~found - 1;
            var rows = Parse(RunJson.ReadRow<FingerprintLine>(path, places[line]), $"{path}:{places[line].Line}");
            if (rows.Length != (line + 1 < starts.Count ? starts[line + 1] : Count) - starts[line])
            {
                throw new InputException(
                    $"{path}:{places[line].Line}", "another number of rows than before", "a file that stays as it is");
            }

            held = (line, rows);
            return rows[index - starts[line]];
        }
    }

    /// <summary>Adds the rows of a line.</summary>
    /// <exception cref="InputException">They are no fingerprints.</exception>
    public void Add(FingerprintLine line, RowPlace place)
    {
        var rows = Parse(line, $"{path}:{place.Line}");
        if (rows.Length == 0) return;
        places.Add(place);
        starts.Add(Count);
        Count += rows.Length;
        held = (places.Count - 1, rows);
    }

    /// <inheritdoc />
    public IEnumerator<ulong> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The fingerprints of a line.</summary>
    /// <exception cref="InputException">They are none.</exception>
    internal static ulong[] Parse(FingerprintLine line, string where)
    {
        var digits = line.Rows ?? "";
        if (digits.Length % DigitsOfRow != 0)
        {
            throw new InputException(
                where, $"{digits.Length} digits of fingerprints", $"{DigitsOfRow} for each row", Remedy);
        }

        var bytes = Bytes(digits, where);
        var rows = new ulong[bytes.Length / sizeof(ulong)];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(sizeof(ulong) * i));
        return rows;
    }

    /// <summary>What hexadecimal digits spell.</summary>
    /// <exception cref="InputException">They are none.</exception>
    internal static byte[] Bytes(string digits, string where)
    {
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException e)
        {
            throw new InputException(where, "not hexadecimal digits", "fingerprints", Remedy, e);
        }
    }
}
