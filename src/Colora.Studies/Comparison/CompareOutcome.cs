using Colora.Formats;
using Colora.Runs;

namespace Colora.Studies.Comparison;

/// <summary>What one run of a comparison gave.</summary>
/// <param name="Cell">Its line of the report.</param>
/// <param name="Scores">Score of each test row, by user.</param>
/// <param name="Losses">Losses of each validation row, by user, that of the chosen step first; null where no user may
/// get the arm (<see cref="CompareFallback.IsCandidate"/>).</param>
internal sealed record CompareOutcome(
    CompareCell Cell,
    ILookup<string, double> Scores,
    ILookup<string, IReadOnlyList<double>>? Losses)
{
    /// <summary>Which test rows the scores are of.</summary>
    public required JudgedRows Judged { get; init; }

    /// <summary>Which validation rows the losses are of; null beside no losses.</summary>
    public required JudgedRows? Validated { get; init; }

    /// <summary>
    /// Refuses outcomes that were not judged by the same test rows: their scores could not be paired.
    /// </summary>
    /// <exception cref="InputException">They were not.</exception>
    public static void RequireSameTests(IReadOnlyList<CompareOutcome> outcomes)
    {
        JudgedRows.RequireSame(outcomes.Select(outcome => outcome.Judged));
        RequireSameCounts([.. outcomes.Select(outcome => (outcome.Judged.Path, Counts(outcome.Scores)))], "test rows");
    }

    /// <summary>Refuses outcomes whose losses are not of the same validation rows.</summary>
    /// <exception cref="InputException">They are not.</exception>
    public static void RequireSameValidation(IReadOnlyList<CompareOutcome> outcomes)
    {
        var validated = outcomes.Where(outcome => outcome.Validated is not null).ToList();
        JudgedRows.RequireSame(validated.Select(outcome => outcome.Validated!));
        var counts = validated.Select(outcome => (outcome.Validated!.Path, Counts(outcome.Losses!)));
        RequireSameCounts([.. counts], "validation rows");
        foreach (var outcome in validated)
        {
            foreach (var user in outcome.Losses!)
            {
                var steps = user.Select(row => row.Count).Distinct().Order().ToList();
                if (steps.Count < 2) continue;
                throw new InputException(
                    outcome.Validated!.Path,
                    $"losses of \"{user.Key}\" by {string.Join(" and ", steps)} steps",
                    "as many in every row",
                    "delete the one that is damaged: it is then made anew");
            }
        }
    }

    private static Dictionary<string, int> Counts<T>(ILookup<string, T> rows) =>
        rows.ToDictionary(user => user.Key, user => user.Count());

    /// <summary>A kept run has a digest of its rows alone, beside which its numbers may be damaged.</summary>
    private static void RequireSameCounts(IReadOnlyList<(string Path, Dictionary<string, int> Rows)> files, string what)
    {
        // There may be none: not every arm has validation rows.
        foreach (var (path, rows) in files)
        {
            var first = files[0];
            foreach (var user in first.Rows.Keys.Union(rows.Keys))
            {
                var (found, expected) = (rows.GetValueOrDefault(user), first.Rows.GetValueOrDefault(user));
                if (found == expected) continue;
                throw new InputException(
                    path,
                    $"{found} {what} of \"{user}\"",
                    $"{expected}, as in {first.Path}",
                    "delete the one that is damaged: it is then made anew");
            }
        }
    }
}
