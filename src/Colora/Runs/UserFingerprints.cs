using Colora.Data;

namespace Colora.Runs;

/// <summary>Fingerprints of one user's rows, as <c>rows.jsonl</c> has them.</summary>
internal sealed class UserFingerprints
{
    private readonly List<ulong> labelled = [];
    private readonly List<RowPart> partsOfLabelled = [];
    private readonly List<ulong> test = [];
    private Dictionary<ulong, RowPart>? parts;
    private HashSet<ulong>? tests;

    /// <summary>Fingerprints of a user, none yet.</summary>
    public UserFingerprints() => (Labelled, Parts) = (labelled, partsOfLabelled);

    /// <summary>Rows of the labelled file in its order, copies included.</summary>
    public IReadOnlyList<ulong> Labelled { get; init; }

    /// <summary>Where each of them went.</summary>
    public IReadOnlyList<RowPart> Parts { get; init; }

    /// <summary>Rows of the test file in its order; null without one.</summary>
    public IReadOnlyList<ulong>? Test { get; set; }

    /// <summary>Inputs of the rows that were learned from.</summary>
    public List<ulong> Inputs { get; } = [];

    /// <summary>Rows that were learned from and have left the file since.</summary>
    public List<ulong> Gone { get; } = [];

    /// <summary>Adds rows of the labelled file.</summary>
    public void Add(IEnumerable<ulong> rows, IEnumerable<RowPart> their)
    {
        labelled.AddRange(rows);
        partsOfLabelled.AddRange(their);
    }

    /// <summary>Adds rows of the test file.</summary>
    public void AddTest(IEnumerable<ulong> rows)
    {
        test.AddRange(rows);
        Test = test;
    }

    /// <summary>Where a row went; null = it is new.</summary>
    public RowPart? PartOf(ulong row)
    {
        if (parts is null)
        {
            parts = Gone.Distinct().ToDictionary(gone => gone, _ => RowPart.Train);
            for (var i = 0; i < Labelled.Count; i++)
                if (Parts[i] != RowPart.Copy) parts.TryAdd(Labelled[i], Parts[i]);
        }

        return parts.TryGetValue(row, out var part) ? part : null;
    }

    /// <summary>Whether it was a test row.</summary>
    public bool IsTest(ulong row) => Test is null ? PartOf(row) == RowPart.Test : (tests ??= [.. Test]).Contains(row);

    /// <summary>Rows that were learned from.</summary>
    public IEnumerable<ulong> Learned() => Labelled.Where((_, i) => Parts[i] is RowPart.Train or RowPart.Validation).Concat(Gone);
}
