using Colora.Data;
using Colora.Formats.Jsonl;

namespace Colora.Runs;

/// <summary>Fingerprints of one user's rows, as <c>rows.jsonl</c> has them.</summary>
internal sealed class UserFingerprints
{
    private readonly StoredFingerprints? labelled, test;
    private readonly ChunkedList<RowPart>? parts;
    private Dictionary<ulong, RowPart>? learned;

    /// <summary>Fingerprints that a run has just made.</summary>
    /// <param name="labelled">Rows of the labelled file in its order, copies included.</param>
    /// <param name="parts">Where each of them went.</param>
    /// <param name="test">Rows of the test file in its order; null without one.</param>
    public UserFingerprints(IReadOnlyList<ulong> labelled, IReadOnlyList<RowPart> parts, IReadOnlyList<ulong>? test) =>
        (Labelled, Parts, Test) = (labelled, parts, test);

    /// <summary>Fingerprints that a run's <c>rows.jsonl</c> holds, none yet; those of whole files stay there.</summary>
    /// <param name="path">The file.</param>
    public UserFingerprints(string path)
    {
        (labelled, test, parts) = (new StoredFingerprints(path), new StoredFingerprints(path), []);
        (Labelled, Parts) = (labelled, parts);
    }

    /// <summary>Rows of the labelled file in its order, copies included.</summary>
    public IReadOnlyList<ulong> Labelled { get; }

    /// <summary>Where each of them went.</summary>
    public IReadOnlyList<RowPart> Parts { get; }

    /// <summary>Rows of the test file in its order; null without one.</summary>
    public IReadOnlyList<ulong>? Test { get; private set; }

    /// <summary>Inputs of the rows that were learned from.</summary>
    public List<ulong> Inputs { get; } = [];

    /// <summary>Rows that were learned from and have left the file since.</summary>
    public List<ulong> Gone { get; } = [];

    /// <summary>Adds the rows of a line about the labelled file; whether it has a part for each.</summary>
    public bool Add(FingerprintLine line, RowPlace place, IEnumerable<RowPart> their)
    {
        labelled!.Add(line, place);
        foreach (var part in their) parts!.Add(part);
        return parts!.Count == labelled.Count;
    }

    /// <summary>Adds the rows of a line about the test file.</summary>
    public void AddTest(FingerprintLine line, RowPlace place)
    {
        test!.Add(line, place);
        Test = test;
    }

    /// <summary>
    /// Whether a row was trained on or chosen by, and which of the two; null = neither. Of very many rows only these
    /// few are held.
    /// </summary>
    public RowPart? LearnedAs(ulong row)
    {
        if (learned is null)
        {
            learned = Gone.Distinct().ToDictionary(gone => gone, _ => RowPart.Train);
            foreach (var i in LearnedRows()) learned.TryAdd(Labelled[i], Parts[i]);
        }

        return learned.TryGetValue(row, out var part) ? part : null;
    }

    /// <summary>Where rows went; null = the row is new.</summary>
    /// <param name="rows">The rows of the labelled file as it is now.</param>
    public IReadOnlyList<RowPart?> PartsOf(IReadOnlyList<ulong> rows)
    {
        // The same rows in the same order, as nearly always: each is where it was.
        if (rows.Count == Labelled.Count && rows.SequenceEqual(Labelled))
            return new LazyList<RowPart?>(rows.Count, i => Parts[i]);
        var gone = Gone.ToHashSet();
        var (keys, parts) = Sorted();
        return [.. rows
            .Select(row => gone.Contains(row) ? RowPart.Train
                : Array.BinarySearch(keys, row) is >= 0 and var place ? parts[place]
                : (RowPart?)null)];
    }

    /// <summary>Which rows of a test file may be judged by: those that were test rows, and new ones.</summary>
    /// <param name="rows">The rows of the test file as it is now.</param>
    public IReadOnlyList<bool> AreJudged(IReadOnlyList<ulong> rows)
    {
        if (Test is not null && rows.Count == Test.Count && rows.SequenceEqual(Test))
            return new LazyList<bool>(rows.Count, _ => true);
        var tests = Test?.ToHashSet();
        var parts = PartsOf(rows);
        return [.. rows.Select((row, i) => parts[i] is not { } part || (tests?.Contains(row) ?? part == RowPart.Test))];
    }

    /// <summary>Rows that were learned from.</summary>
    public IEnumerable<ulong> Learned() => LearnedRows().Select(i => Labelled[i]).Concat(Gone);

    private IEnumerable<int> LearnedRows() =>
        Enumerable.Range(0, Labelled.Count).Where(i => Parts[i] is RowPart.Train or RowPart.Validation);

    /// <summary>
    /// All rows but copies, by their fingerprints, with their parts: half of what a dictionary takes.
    /// </summary>
    private (ulong[] Keys, RowPart[] Parts) Sorted()
    {
        var count = Parts.Count(part => part != RowPart.Copy);
        var (keys, parts, place) = (new ulong[count], new RowPart[count], 0);
        foreach (var (i, row) in Labelled.Index())
        {
            if (Parts[i] == RowPart.Copy) continue;
            (keys[place], parts[place]) = (row, Parts[i]);
            place++;
        }

        Array.Sort(keys, parts);
        return (keys, parts);
    }
}
