using System.Globalization;
using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>What holds of the documents of a run beyond the types of their members.</summary>
internal static class DocumentRules
{
    private const int LargestRank = 65536;

    /// <summary>A kept cell has nine digits of each row's score.</summary>
    private const double MostRounding = 1e-7;

    /// <summary>The broken rules of one record, not of those within it: member, what was found, what is right.</summary>
    public static IEnumerable<(string Member, string Found, string Expected)> Of(object record) => record switch
    {
        RunInfo info => Users("users", [.. info.Users.Select(user => user.Name)]),
        RunSummary summary => Of(summary),
        PretrainSummary summary => Finite(("seconds", summary.Seconds), ("held_out_loss", summary.HeldOutLoss), ("perplexity", summary.Perplexity)),
        StartChoice choice => Of(choice),
        StartHeat heat => Of(heat),
        ClusterPlan plan => Groups(plan.Groups),
        SimilarityReport report => Of(report),
        PlantedSimilarity planted => Of(planted),
        CompareReport report => Of(report),
        CompareSummary summary => Finite(("mean", summary.Mean), ("worst", summary.Worst), ("seconds", summary.Seconds), ("megabytes", summary.Megabytes)),
        CompareCell cell => Of(cell),
        CompareKept kept => Of(kept),
        EvaluationReport report => NotEmpty(("users", report.Users.Count)),
        UserScore score => Finite(("nll", score.Nll), ("exact_match", score.ExactMatch), ("rougeL", score.RougeL)),
        Prediction row => Finite(("nll", row.Nll), ("rougeL", row.RougeL)),
        RowLoss row => Finite(("loss", row.Loss)),
        _ => [],
    };

    private static IEnumerable<(string, string, string)> Of(RunSummary summary)
    {
        foreach (var fault in Finite(("seconds", summary.Seconds), ("tokens_per_second", summary.TokensPerSecond), ("final_loss", double.IsNaN(summary.FinalLoss) ? null : summary.FinalLoss))) yield return fault;
        if (summary.SharedStep > summary.Steps) yield return ("shared_step", $"is {summary.SharedStep}", $"at most the {summary.Steps} steps of the run");
        foreach (var fault in Finite([.. summary.ValidationOfUser.Select(pair => ($"validation_of_user.{pair.Key}", pair.Value))])) yield return fault;
    }

    private static IEnumerable<(string, string, string)> Of(StartChoice choice)
    {
        // Where a run was too short for a race there are no heats, and nothing was measured.
        if (choice.Heats.Count > 0 && !double.IsFinite(choice.Picked.Loss)) yield return ("picked.loss", Text(choice.Picked.Loss), "a finite number");
    }

    private static IEnumerable<(string, string, string)> Of(StartHeat heat)
    {
        if (heat.Rank is < 1 or > LargestRank) yield return ("rank", $"is {heat.Rank}", $"1 … {LargestRank}");
        foreach (var fault in Within(0, 1, ("rho", heat.Rho), ("core_rate", heat.CoreRate))) yield return fault;
    }

    private static IEnumerable<(string, string, string)> Of(CompareCell cell)
    {
        if (cell.Rows < 1) yield return ("rows", $"is {cell.Rows}", "1 or more");
        foreach (var fault in NotEmpty(("score", cell.Score.Count))) yield return fault;
        if (cell.Users != cell.Score.Count) yield return ("users", $"is {cell.Users}", $"the {cell.Score.Count} users that have a score");
        foreach (var fault in Finite([.. cell.Score.Select(pair => ($"score.{pair.Key}", (double?)pair.Value)), .. cell.Validation.Select(pair => ($"validation.{pair.Key}", pair.Value)), ("rate", cell.Rate), ("seconds", cell.Seconds)])) yield return fault;
        if (cell.Rate < 0) yield return ("rate", Text(cell.Rate.Value), "0 or more");
        if (Path.IsPathRooted(cell.Folder) || cell.Folder.Split('/', '\\').Contains("..")) yield return ("folder", $"is \"{cell.Folder}\"", "a folder within the comparison's");
    }

    private static IEnumerable<(string, string, string)> Of(CompareReport report)
    {
        foreach (var fault in NotEmpty(("summaries", report.Summaries.Count), ("cells", report.Cells.Count))) yield return fault;
        if (report.Similarity is not { } similarity) yield break;

        // It is measured on the run with the most users.
        var known = similarity.Found.Users.ToHashSet();
        foreach (var (number, summary) in report.Summaries.Index())
            if (summary.Verdicts.FirstOrDefault(verdict => !known.Contains(verdict.User)) is { } stranger)
                yield return ($"summaries[{number}].verdicts", $"name \"{stranger.User}\"", "users whose likeness is in similarity.found.users");
    }

    private static IEnumerable<(string, string, string)> Of(CompareKept kept)
    {
        var users = kept.Cell.Score.Keys.Order(StringComparer.Ordinal).ToList();
        foreach (var user in users)
        {
            if (!kept.Scores.TryGetValue(user, out var rows) || rows.Length == 0)
            {
                yield return ("scores", $"has no row of \"{user}\"", "one or more of each user that the cell scores");
                continue;
            }

            var (mean, said) = (rows.Average(), kept.Cell.Score[user]);
            if (!(Math.Abs(mean - said) <= MostRounding * Math.Max(1, Math.Abs(said)))) yield return ($"cell.score.{user}", Text(said), string.Create(CultureInfo.InvariantCulture, $"{mean:R}, the mean of its {rows.Length} rows"));
        }

        if (kept.Scores.Keys.FirstOrDefault(user => !kept.Cell.Score.ContainsKey(user)) is { } other) yield return ("scores", $"names \"{other}\"", "the users that the cell scores");
        if ((kept.Losses is null) != (kept.Validated is null)) yield return ("validated", kept.Validated is null ? "is null beside losses" : "stands beside no losses", "both or neither");
        foreach (var (user, rows) in kept.Losses ?? new Dictionary<string, double[][]>())
        {
            if (!kept.Cell.Score.ContainsKey(user)) yield return ("losses", $"names \"{user}\"", "the users that the cell scores");
            if (rows.Any(row => row.Length == 0 || row.Length != rows[0].Length)) yield return ($"losses.{user}", "has rows of different lengths", "a loss by each step in every row");
            foreach (var fault in Finite(rows.SelectMany(row => row).Select(loss => ($"losses.{user}", (double?)loss)))) yield return fault;
        }
    }

    private static IEnumerable<(string, string, string)> Of(SimilarityReport report)
    {
        var users = report.Users.Count;
        foreach (var fault in Users("users", report.Users)) yield return fault;
        if (report.Cosines.Count != users || report.Cosines.Any(row => row.Count != users)) yield return ("cosines", $"are not {users} × {users}", "a row and a column of each user");
        if (report.Cosines.Any(row => row.Any(value => value is not (>= -1.001 and <= 1.001)))) yield return ("cosines", "hold a number that is no cosine", "-1 … 1");
        if (!report.Order.Order(StringComparer.Ordinal).SequenceEqual(report.Users.Order(StringComparer.Ordinal))) yield return ("order", "does not name each user once", "the users in the order of the tree");
        for (var i = 0; i < report.Joins.Count; i++)
        {
            var join = report.Joins[i];
            if (join.Left >= users + i || join.Right >= users + i || !double.IsFinite(join.Distance)) yield return ($"joins[{i}]", "joins what is not there", "groups that come before it, and a distance");
        }

        foreach (var fault in Groups(report.Groups)) yield return fault;
        foreach (var fault in Finite(("silhouette", report.Silhouette), ("planted", report.Planted))) yield return fault;
    }

    private static IEnumerable<(string, string, string)> Of(PlantedSimilarity planted)
    {
        var tenants = planted.Tenants.Count;
        foreach (var fault in Users("tenants", planted.Tenants)) yield return fault;
        if (planted.Similarity.Count != tenants || planted.Similarity.Any(row => row.Count != tenants)) yield return ("similarity", $"is not {tenants} × {tenants}", "a row and a column of each tenant");
        if (planted.Similarity.Any(row => row.Any(value => !double.IsFinite(value)))) yield return ("similarity", "holds a number that is not finite", "finite numbers");
    }

    private static IEnumerable<(string, string, string)> Groups(IReadOnlyList<IReadOnlyList<string>> groups)
    {
        foreach (var fault in NotEmpty([("groups", groups.Count), .. groups.Select((group, i) => ($"groups[{i}]", group.Count))])) yield return fault;
        foreach (var fault in Users("groups", [.. groups.SelectMany(group => group)])) yield return fault;
    }

    private static IEnumerable<(string, string, string)> Users(string member, IReadOnlyList<string> names)
    {
        foreach (var fault in NotEmpty((member, names.Count))) yield return fault;
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice) yield return (member, $"name \"{twice.Key}\" twice", "each user once");
    }

    private static IEnumerable<(string, string, string)> NotEmpty(params IEnumerable<(string Member, int Count)> lists) =>
        lists.Where(list => list.Count == 0).Select(list => (list.Member, "is empty", "one or more"));

    private static IEnumerable<(string, string, string)> Finite(params IEnumerable<(string Member, double? Value)> numbers) =>
        numbers.Where(number => number.Value is { } value && !double.IsFinite(value)).Select(number => (number.Member, Text(number.Value!.Value), "a finite number"));

    private static IEnumerable<(string, string, string)> Within(double least, double most, params IEnumerable<(string Member, double Value)> numbers) =>
        numbers.Where(number => !(number.Value >= least && number.Value <= most)).Select(number => (number.Member, Text(number.Value), string.Create(CultureInfo.InvariantCulture, $"{least:R} … {most:R}")));

    private static string Text(double value) => string.Create(CultureInfo.InvariantCulture, $"is {value:R}");
}
