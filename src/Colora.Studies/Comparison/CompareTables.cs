using System.Globalization;
using Colora.Documents;
using Colora.Evaluation;
using Colora.Studies.Statistics;

namespace Colora.Studies.Comparison;

/// <summary>The tables of a comparison's report.</summary>
internal static class CompareTables
{
    /// <summary>Each user under one arm: its score, that of training alone, the gain, the verdict.</summary>
    /// <param name="report">The report.</param>
    /// <param name="main">The arm.</param>
    /// <param name="verdicts">The users, in order.</param>
    public static TableBlock Users(CompareReport report, CompareSummary main, IReadOnlyList<UserVerdict> verdicts)
    {
        var (written, alone, own) = (report.Score, ScoresOf(report, main with { Arm = CompareFallback.Safe }), ScoresOf(report, main));
        return new TableBlock(
            [new("user", IsText: true, IsKept: true), new("verdict", IsText: true, IsKept: true), new("gain", IsKept: true), new("95 % interval", IsKept: true), new("alone"), new(main.Arm), new("p, corrected")],
            [.. verdicts.Select(verdict => (IReadOnlyList<string>)
            [
                verdict.User, Word(verdict.Judgement), double.IsNaN(verdict.Gain.Mean) ? TableBlock.None : written.Gain(verdict.Gain.Mean), double.IsNaN(verdict.Gain.Lower) ? TableBlock.None : $"{written.Gain(verdict.Gain.Lower)} … {written.Gain(verdict.Gain.Upper)}",
                Score(written, alone, verdict.User), Score(written, own, verdict.User), Chance(verdict.Corrected),
            ])]);
    }

    /// <summary>Every arm at every size.</summary>
    public static TableBlock Arms(CompareReport report)
    {
        var written = report.Score;
        var beside = Evaluation.Score.All.Where(score => score != written).ToList();
        return new TableBlock(
            [
                new("rows", IsKept: true), new("labelled", IsKept: true), new("users"), new("arm", IsText: true, IsKept: true), new("mean ± s.e.", IsKept: true), new("worst user"), new("over local"), new("over local-all"), new("CoLoRA over it"), new("helped / hurt"), new("together"),
                .. beside.Select(other => new TableColumn(other.Column)), new("rows seen"), new("tokens seen"), new("MB moved"), new("seconds"),
            ],
            [.. report.Summaries.Select(row => (IReadOnlyList<string>)
            [
                Whole(row.Rows), row.LabelledRows == 0 ? TableBlock.None : Whole(row.LabelledRows), Whole(row.Users), row.Arm, double.IsFinite(row.StandardError) ? $"{Text(written, row.Mean)} ± {written.Text(row.StandardError)}" : Text(written, row.Mean), Text(written, row.Worst),
                Gain(written, row.OverLocal), Gain(written, row.OverLocalAll), Gain(written, row.OverColora), row.Verdicts.Count == 0 ? TableBlock.None : $"{row.Helped} / {row.Hurt} of {row.Users}", Together(row.Pooled),
                .. beside.Select(other => other.Shown(row) is { } value && double.IsFinite(value) ? other.Text(value) : TableBlock.None),
                Seen(row.RowVisits, row.RaceRowVisits), Seen(row.Tokens, row.RaceTokens), row.Megabytes.ToString("0.0", CultureInfo.InvariantCulture), row.Seconds.ToString("0", CultureInfo.InvariantCulture),
            ])]);
    }

    /// <summary>What a choice on validation rows gives.</summary>
    public static TableBlock Fallback(CompareReport report)
    {
        var written = report.Score;
        return new TableBlock(
            [
                new("rows"), new("users"), new("mean", IsKept: true), new("over local", IsKept: true), new("choice best on test rows", IsKept: true), new("below local on test rows", IsKept: true), new("users hurt, by verdict", IsKept: true),
                new("chosen", IsText: true, IsKept: true),
            ],
            [.. report.Fallback.Select(row => (IReadOnlyList<string>)
            [
                Whole(row.Rows), Whole(row.Users), Text(written, row.Mean), Gain(written, row.OverLocal), $"{100 * row.Right:0} %", $"{100 * row.Harmful:0} %", Whole(row.Hurt),
                string.Join(", ", row.Chosen.Select(pair => $"{pair.Key} {pair.Value}")),
            ])]);
    }

    /// <summary>Whether those gain who are like others; without rows where nothing was judged.</summary>
    public static TableBlock Alike(CompareReport report)
    {
        var judged = report.Similarity is not { } similarity ? [] : report.Summaries.Where(row => row.Rows == similarity.Rows && row.Verdicts.Count > 1 && row.Verdicts.Count == similarity.Found.Users.Count).ToList();
        return new TableBlock(
            [new("arm", IsText: true, IsKept: true), new("gain of the half least like the others"), new("of the half most like them"), new("rank correlation of gain and likeness")],
            [.. judged.Select(row =>
            {
                var ordered = row.Verdicts.OrderBy(verdict => report.Similarity!.MeanOf(verdict.User)).Select(verdict => verdict.Gain.Mean).ToList();
                var half = ordered.Count / 2;
                var correlation = report.Similarity!.GainsWith(row);
                return (IReadOnlyList<string>)[row.Arm, report.Score.Gain(ordered.Take(half).Average()), report.Score.Gain(ordered.TakeLast(half).Average()), double.IsFinite(correlation) ? correlation.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) : TableBlock.None];
            })]);
    }

    /// <summary>A verdict in a word.</summary>
    public static string Word(Judgement judgement) => judgement switch { Judgement.Helped => "helped", Judgement.Hurt => "hurt", _ => "undecided" };

    private static string Together(PooledVerdict? pooled) => pooled is null || double.IsNaN(pooled.Gain.Mean) ? TableBlock.None : $"{Word(pooled.Judgement)} (p {Chance(pooled.Chance)})";

    // Rows or tokens of training, and on top those of a race's heats.
    private static string Seen(double trained, double raced) => trained == 0 ? TableBlock.None : string.Create(CultureInfo.InvariantCulture, $"{trained:0}{(raced > 0 ? $" + {raced:0}" : "")}");

    /// <summary>A chance as text.</summary>
    public static string Chance(double chance) => chance < 0.001 ? "≤ 0.001" : chance.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Text(Score written, double value) => double.IsFinite(value) ? written.Text(value) : TableBlock.None;

    private static string Gain(Score written, PairedInterval? gain) => gain is null || double.IsNaN(gain.Mean) ? TableBlock.None : written.Gain(gain);

    /// <summary>Mean score of each user over the seeds.</summary>
    private static Dictionary<string, double> ScoresOf(CompareReport report, CompareSummary row) => report.Cells.Where(cell => cell.Arm == row.Arm && cell.Rows == row.Rows && cell.Users == row.Users)
        .SelectMany(cell => cell.Score).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Average(pair => pair.Value));

    private static string Score(Score written, Dictionary<string, double> scores, string user) => scores.TryGetValue(user, out var score) && double.IsFinite(score) ? written.Text(score) : TableBlock.None;

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
