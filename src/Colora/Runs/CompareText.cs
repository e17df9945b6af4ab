using System.Globalization;
using System.Text;
using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>A comparison's report as Markdown.</summary>
public static class CompareText
{
    /// <summary>The whole text.</summary>
    public static string Of(CompareReport report)
    {
        var text = new StringBuilder();
        var written = report.Written;
        var others = Others(report);
        var seeds = report.Cells.Select(cell => cell.Seed).Distinct().Order().ToList();
        text.Append(CultureInfo.InvariantCulture, $"# {report.Preset} on {report.Model}\n\nScore: {written.Name}, in {(written.IsShare ? "points of 100" : written.Unit)}. Seeds {string.Join(", ", seeds)}. Intervals: {report.Intervals}\n");
        if (report.Summaries.FirstOrDefault(row => row.Correction is not null) is { } judged)
            text.Append(CultureInfo.InvariantCulture, $"Helped and hurt: users against `local`, sign-flip test{(report.CarriesTrainingVariance ? " and interval over runs" : "")}, corrected for all users ({judged.Correction}, 5 %); together: the verdict of all users in the mean.\n");
        text.Append("Labelled rows are training and validation rows of a user in all; rows seen are those of training, repetitions counted, + those of a race's heats.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| rows | labelled | users | arm | mean ± s.e. | worst user | over local | CoLoRA over it | helped / hurt | together |{string.Concat(others.Select(other => $" {other.Name} |"))} rows seen | tokens seen | MB moved | seconds |\n|---|---|---|---|---|---|---|---|---|---|{string.Concat(others.Select(_ => "---|"))}---|---|---|---|\n");
        foreach (var row in report.Summaries)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Rows} | {row.LabelledRows} | {row.Users} | {row.Arm} | {written.Text(row.Mean)} ± {written.Text(row.StandardError)} | {written.Text(row.Worst)} | {written.Gain(row.OverLocal)} | {written.Gain(row.OverColora)} | ");
            text.Append(row.Verdicts.Count == 0 ? "–" : $"{row.Helped} / {row.Hurt} of {row.Users}");
            text.Append(CultureInfo.InvariantCulture, $" | {Together(row.Pooled)}");
            text.Append(CultureInfo.InvariantCulture, $" |{string.Concat(others.Select(other => $" {other.Of(row)} |"))} {Seen(row.RowVisits, row.RaceRowVisits)} | {Seen(row.Tokens, row.RaceTokens)} | {row.Megabytes:0.0} | {row.Seconds:0} |\n");
        }

        if (report.Notes.Count > 0) text.Append("\nTo be known:\n\n").Append(string.Concat(report.Notes.Select(note => $"* {note}\n")));
        Alike(text, report);
        if (report.Fallback.Count == 0) return text.ToString();
        text.Append("\nFallback: each user gets local, unless its validation rows show another to be better beyond doubt (sign-flip test on cross-fitted losses, corrected over users and arms, 5 %).\n\n| rows | users | mean | over local | choice best on test rows | below local on test rows | users hurt, by verdict | chosen |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var row in report.Fallback)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Rows} | {row.Users} | {written.Text(row.Mean)} | {written.Gain(row.OverLocal)} | {100 * row.Right:0} % | {100 * row.Harmful:0} % | {row.Hurt} | {string.Join(", ", row.Chosen.Select(pair => $"{pair.Key} {pair.Value}"))} |\n");
        return text.ToString();
    }

    private static string Together(PooledVerdict? pooled) => pooled is null ? "–" : string.Create(CultureInfo.InvariantCulture,
        $"{(pooled.Judgement == Judgement.NoDifference ? "open" : pooled.Judgement == Judgement.Helped ? "helped" : "hurt")} (p {(pooled.Chance < 0.001 ? "< 0.001" : $"{pooled.Chance:0.000}")})");

    private static string Seen(double trained, double raced) => string.Create(CultureInfo.InvariantCulture, $"{trained:0}{(raced > 0 ? $" + {raced:0}" : "")}");

    /// <summary>How alike the users are, and whether those gain who are like others.</summary>
    private static void Alike(StringBuilder text, CompareReport report)
    {
        if (report.Similarity is not { } similarity) return;
        var found = similarity.Found;
        text.Append(CultureInfo.InvariantCulture, $"\nSimilarity, from the cores of {similarity.Arm} with {similarity.Rows} rows, seed {similarity.Seed}: mean cosine of two users' updates {found.Users.Average(similarity.MeanOf):0.00}; ");
        text.Append(found.Groups.Count == 1 ? "no groups stand out" : string.Create(CultureInfo.InvariantCulture, $"{found.Groups.Count} groups (silhouette {found.Silhouette:0.00}): {string.Join("; ", found.Groups.Select(group => string.Join(", ", group)))}"));
        if (found.Planted is { } planted) text.Append(CultureInfo.InvariantCulture, $"; rank correlation with the planted similarity {planted:0.00}");
        text.Append(".\n");
        var judged = report.Summaries.Where(row => row.Rows == similarity.Rows && row.Verdicts.Count == found.Users.Count).ToList();
        if (judged.Count == 0) return;
        text.Append("\n| arm | gain over local of the half that is least like the others | of the half that is most like them | rank correlation of gain and mean cosine |\n|---|---|---|---|\n");
        foreach (var row in judged)
        {
            var ordered = row.Verdicts.OrderBy(verdict => similarity.MeanOf(verdict.User)).Select(verdict => verdict.Gain.Mean).ToList();
            var half = ordered.Count / 2;
            text.Append(CultureInfo.InvariantCulture, $"| {row.Arm} | {report.Written.Gain(ordered.Take(half).Average())} | {report.Written.Gain(ordered.TakeLast(half).Average())} | {similarity.GainsWith(row):+0.00;-0.00;0.00} |\n");
        }
    }

    /// <summary>What was measured besides the score.</summary>
    private static List<(string Name, Func<CompareSummary, string> Of)> Others(CompareReport report)
    {
        (ScoreKind Kind, string Name, Func<CompareSummary, double?> Value)[] all =
            [(ScoreKind.ExactMatch, "exact match", row => row.ExactMatch), (ScoreKind.RougeL, "ROUGE-L", row => row.RougeL), (ScoreKind.Nll, "NLL", row => row.Nll)];
        return
        [
            .. all.Where(other => other.Kind != report.Score && report.Summaries.Any(row => other.Value(row) is not null)).Select(other => (other.Name, (Func<CompareSummary, string>)(row =>
                other.Value(row) is { } value ? new CompareScore(other.Kind).Text(value) : "–"))),
        ];
    }
}
