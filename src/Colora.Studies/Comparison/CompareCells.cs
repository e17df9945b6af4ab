using System.Globalization;
using System.Text.Json;
using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Similarity;

namespace Colora.Studies.Comparison;

/// <summary>
/// Finished runs of a comparison as small files in a folder that can be carried to another machine or committed: a
/// run that is there is not trained again. A file is named by its run, whose name holds the hash of base, rows and
/// settings (<see cref="CompareGround"/>), so what was made of others is never taken for it. Numbers have nine
/// digits; a run that has just ended is read back too, so that a report is the same whether its runs were made now or
/// before.
/// </summary>
/// <param name="folder">The folder; null = nothing is kept.</param>
/// <param name="score">What rows are scored by: a run that was judged otherwise is judged anew.</param>
internal sealed class CompareCells(string? folder, Evaluation.Score score)
{
    private const int Digits = 9;

    /// <summary>A run's outcome; null where it is not kept.</summary>
    /// <param name="name">Name of the run's folder.</param>
    /// <exception cref="InputException">The file is damaged.</exception>
    public CompareOutcome? Find(string name)
    {
        if (Read(name) is not { } kept) return null;
        return new CompareOutcome(kept.Cell, Lookup(kept.Scores), kept.Losses is { } losses ? Lookup(losses) : null)
        {
            Judged = JudgedRows.OfDigest(PathOf(name), kept.Judged),
            Validated = kept.Validated is { } rows ? JudgedRows.OfDigest(PathOf(name), rows) : null,
        };
    }

    /// <summary>Keeps a run's outcome.</summary>
    /// <returns>The outcome as a later call will read it.</returns>
    public CompareOutcome Keep(string name, CompareOutcome outcome, SimilarityReport? similarity)
    {
        if (folder is null) return outcome;
        var kept = new CompareKept(
            Cell: outcome.Cell,
            Scores: outcome.Scores.ToDictionary(user => user.Key, Rounded),
            Judged: outcome.Judged.Digest(),
            Losses: outcome.Losses?.ToDictionary(user => user.Key, user => user.Select(Rounded).ToArray()),
            Validated: outcome.Validated?.Digest())
        {
            Similarity = similarity,
        };
        AtomicFile.WriteText(PathOf(name), JsonSerializer.Serialize(kept, RunJson.Row) + "\n");
        return Find(name)!;
    }

    /// <summary>How alike the users of a kept run are; null where that was not kept.</summary>
    public SimilarityReport? SimilarityOf(string name) => Read(name)?.Similarity;

    /// <summary>Best validation loss of a run of the choice of rates; null where it is not kept.</summary>
    public double? FindLoss(string name) =>
        folder is not null && File.Exists(LossPathOf(name)) ? RunJson.Read<double>(LossPathOf(name)) : null;

    /// <summary>Keeps it.</summary>
    public double KeepLoss(string name, double loss)
    {
        if (folder is not null) RunJson.Write(LossPathOf(name), loss);
        return loss;
    }

    private CompareKept? Read(string name) =>
        folder is not null && File.Exists(PathOf(name)) ? RunJson.Read<CompareKept>(PathOf(name)) : null;

    private string PathOf(string name)
    {
        var judgedBy = score.Name.Replace("-", "", StringComparison.Ordinal);
        return Path.Combine(folder!, $"{name}.{judgedBy}.json");
    }

    private string LossPathOf(string name) => Path.Combine(folder!, $"{name}.validation.json");

    private static double[] Rounded(IEnumerable<double> values) => [.. values.Select(Rounded)];

    private static double Rounded(double value)
    {
        if (!double.IsFinite(value)) return value;
        var written = value.ToString($"G{Digits}", CultureInfo.InvariantCulture);
        return double.Parse(written, CultureInfo.InvariantCulture);
    }

    private static ILookup<string, double> Lookup(IReadOnlyDictionary<string, double[]> rows)
    {
        var pairs = rows.SelectMany(user => user.Value.Select(value => (user.Key, value)));
        return pairs.ToLookup(row => row.Key, row => row.value);
    }

    private static ILookup<string, IReadOnlyList<double>> Lookup(IReadOnlyDictionary<string, double[][]> rows)
    {
        var pairs = rows.SelectMany(user => user.Value.Select(losses => (user.Key, losses)));
        return pairs.ToLookup(row => row.Key, row => (IReadOnlyList<double>)row.losses);
    }
}
