using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;

namespace Colora.Studies.Comparison;

/// <summary>Content of a comparison's <c>report.json</c>.</summary>
/// <param name="Preset">Set of users.</param>
/// <param name="Model">The base.</param>
/// <param name="Score">What scores are.</param>
/// <param name="Summaries">Arms by rows.</param>
/// <param name="Fallback">What the choice on validation rows gives, by rows; empty where colora or local was not
/// run.</param>
/// <param name="Cells">All runs.</param>
public sealed record CompareReport(
    string Preset,
    string Model,
    Score Score,
    IReadOnlyList<CompareSummary> Summaries,
    IReadOnlyList<CompareFallback> Fallback,
    IReadOnlyList<CompareCell> Cells) : IRuledDocument
{
    /// <summary>Stands for the set of users where no preset was named.</summary>
    public const string NoPreset = "all users";

    /// <summary>Name of the file.</summary>
    public const string FileName = "report.json";

    /// <summary>How alike the users are; null without a CoLoRA arm.</summary>
    public CompareSimilarity? Similarity { get; init; }

    /// <summary>Hash of the base: weights, config, tokenizer.</summary>
    public string? Base { get; init; }

    /// <summary>The seeds of the runs.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    /// <summary>
    /// Whether intervals and verdicts hold for another training too: they do with two or more seeds; with one they
    /// are those of the runs that were trained.
    /// </summary>
    public bool CarriesTrainingVariance { get; init; }

    /// <summary>What intervals are, in a sentence.</summary>
    public string Intervals { get; init; } = "";

    /// <summary>
    /// What a reader has to know of this comparison, a sentence each: unequal budgets, rates at the edge of their
    /// grid, scores at the floor, rows too few for verdicts, arms that were added.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The report of a finished comparison.</summary>
    /// <param name="folder">The comparison's folder.</param>
    /// <param name="option">Option that named it, for the message.</param>
    /// <exception cref="InputException">There is none, or it is malformed.</exception>
    public static CompareReport Read(string folder, string option)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new InputException(
                path,
                "no such file",
                "the folder of a comparison that has ended",
                $"run colora compare, or check {option}");
        }

        var report = RunJson.Read<CompareReport>(path);
        foreach (var cell in report.Cells)
        {
            var run = Path.Combine(folder, cell.Folder);
            if (Path.IsPathRooted(cell.Folder) || !RealPath.IsInside(run, folder))
                throw new InputException(path, $"a run in {cell.Folder}", "a folder inside the comparison's");
            UserName.CheckAll(cell.Score.Keys, path);
        }

        return report;
    }

    IEnumerable<(string Member, string Found, string Expected)> IRuledDocument.Faults()
    {
        foreach (var fault in DocumentRules.NotEmpty(("summaries", Summaries.Count), ("cells", Cells.Count)))
            yield return fault;
        if (Similarity is not { } similarity) yield break;

        // It is measured on the run with the most users.
        var known = similarity.Found.Users.ToHashSet();
        foreach (var (number, summary) in Summaries.Index())
        {
            if (summary.Verdicts.FirstOrDefault(verdict => !known.Contains(verdict.User)) is not { } stranger) continue;
            yield return (
                $"summaries[{number}].verdicts",
                $"name \"{stranger.User}\"",
                "users whose likeness is in similarity.found.users");
        }
    }
}
