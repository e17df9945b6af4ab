using System.Globalization;
using Colora.Runs;
using Colora.Studies.Similarity;

namespace Colora.Studies.Comparison;

/// <summary>
/// Content of a kept cell: all that a report needs of one finished run, small enough to lie in a repository.
/// </summary>
/// <param name="Cell">Its line of the report.</param>
/// <param name="Scores">Score of each test row, by user.</param>
/// <param name="Judged">Digest of the test rows.</param>
/// <param name="Losses">Losses of each validation row, by user, that of the chosen step first; null where no user may
/// get the arm.</param>
/// <param name="Validated">Digest of the validation rows; null beside no losses.</param>
internal sealed record CompareKept(
    CompareCell Cell,
    IReadOnlyDictionary<string, double[]> Scores,
    string Judged,
    IReadOnlyDictionary<string, double[][]>? Losses,
    string? Validated) : IRuledDocument
{
    /// <summary>How alike the users are, where this run's cores tell it; else null.</summary>
    public SimilarityReport? Similarity { get; init; }

    /// <summary>A kept cell has nine digits of each row's score.</summary>
    private const double MostRounding = 1e-7;

    IEnumerable<(string Member, string Found, string Expected)> IRuledDocument.Faults() =>
        FaultsOfScores().Concat(FaultsOfLosses());

    private IEnumerable<(string Member, string Found, string Expected)> FaultsOfScores()
    {
        foreach (var user in Cell.Score.Keys.Order(StringComparer.Ordinal))
        {
            if (!Scores.TryGetValue(user, out var rows) || rows.Length == 0)
            {
                yield return ("scores", $"has no row of \"{user}\"", "one or more of each user that the cell scores");
                continue;
            }

            var (mean, said) = (rows.Average(), Cell.Score[user]);
            var isMean = Math.Abs(mean - said) <= MostRounding * Math.Max(1, Math.Abs(said));
            if (isMean) continue;
            var expected = string.Create(CultureInfo.InvariantCulture, $"{mean:R}, the mean of its {rows.Length} rows");
            yield return ($"cell.score.{user}", DocumentRules.Text(said), expected);
        }

        if (Scores.Keys.FirstOrDefault(user => !Cell.Score.ContainsKey(user)) is { } other)
            yield return ("scores", $"names \"{other}\"", "the users that the cell scores");
    }

    private IEnumerable<(string Member, string Found, string Expected)> FaultsOfLosses()
    {
        if (Losses is not null && Validated is null)
            yield return ("validated", "is null beside losses", "both or neither");
        if (Losses is null && Validated is not null)
            yield return ("validated", "stands beside no losses", "both or neither");
        foreach (var (user, rows) in Losses ?? new Dictionary<string, double[][]>())
        {
            if (!Cell.Score.ContainsKey(user))
                yield return ("losses", $"names \"{user}\"", "the users that the cell scores");
            if (rows.Any(row => row.Length == 0 || row.Length != rows[0].Length))
                yield return ($"losses.{user}", "has rows of different lengths", "a loss by each step in every row");
            var losses = rows.SelectMany(row => row).Select(loss => ($"losses.{user}", (double?)loss));
            foreach (var fault in DocumentRules.Finite(losses)) yield return fault;
        }
    }
}
