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
        var written = report.Score;
        var alone = ScoresOf(report, main with { Arm = CompareFallback.Safe });
        var own = ScoresOf(report, main);
        return new TableBlock(
            [
                new("user", IsText: true, IsKept: true),
                new("verdict", IsText: true, IsKept: true),
                new("gain", IsKept: true),
                new("95 % interval", IsKept: true),
                new("alone"),
                new(main.Arm),
                new("p, corrected"),
            ],
            [.. verdicts.Select(Row)]);

        IReadOnlyList<string> Row(UserVerdict verdict) =>
        [
            verdict.User,
            Word(verdict.Judgement),
            double.IsNaN(verdict.Gain.Mean) ? TableBlock.None : written.Gain(verdict.Gain.Mean),
            Interval(written, verdict.Gain),
            Score(written, alone, verdict.User),
            Score(written, own, verdict.User),
            Chance(verdict.Corrected),
        ];
    }

    /// <summary>Every arm at every size.</summary>
    public static TableBlock Arms(CompareReport report)
    {
        var written = report.Score;
        List<Score> beside = [.. Evaluation.Score.All.Where(score => score != written)];
        return new TableBlock(
            [
                new("rows", IsKept: true),
                new("labelled", IsKept: true),
                new("users"),
                new("arm", IsText: true, IsKept: true),
                new("mean ± s.e.", IsKept: true),
                new("worst user"),
                new("over local"),
                new("over local-all"),
                new("CoLoRA over it"),
                new("helped / hurt"),
                new("together"),
                .. beside.Select(other => new TableColumn(other.Column)),
                new("rows seen"),
                new("tokens seen"),
                new("MB moved"),
                new("seconds"),
            ],
            [.. report.Summaries.Select(Row)]);

        IReadOnlyList<string> Row(CompareSummary row) =>
        [
            Whole(row.Rows),
            row.LabelledRows == 0 ? TableBlock.None : Whole(row.LabelledRows),
            Whole(row.Users),
            row.Arm,
            Mean(written, row),
            Text(written, row.Worst),
            Gain(written, row.OverLocal),
            Gain(written, row.OverLocalAll),
            Gain(written, row.OverColora),
            row.Verdicts.Count == 0 ? TableBlock.None : $"{row.Helped} / {row.Hurt} of {row.Users}",
            Together(row.Pooled),
            .. beside.Select(other => Shown(other, row)),
            Seen(row.RowVisits, row.RaceRowVisits),
            Seen(row.Tokens, row.RaceTokens),
            row.Megabytes.ToString("0.0", CultureInfo.InvariantCulture),
            row.Seconds.ToString("0", CultureInfo.InvariantCulture),
        ];
    }

    /// <summary>Every arm by its validation rows alone: what choices are made by while something is developed.</summary>
    /// <param name="report">The report.</param>
    public static TableBlock Validation(CompareReport report)
    {
        return new TableBlock(
            [
                new("rows", IsKept: true),
                new("arm", IsText: true, IsKept: true),
                new("rate", IsKept: true),
                new("validation loss of each seed", IsKept: true),
                new("mean", IsKept: true),
            ],
            [.. report.Summaries.Select(row => Row(row, LossesOf(row))).OfType<IReadOnlyList<string>>()]);

        IReadOnlyList<double> LossesOf(CompareSummary row) =>
            [.. report.Cells.Where(cell => IsOf(cell, row)).Select(cell => cell.Validation.Values.Average()).OfType<double>()];

        static IReadOnlyList<string>? Row(CompareSummary row, IReadOnlyList<double> losses) => losses.Count == 0
            ? null
            :
            [
                Whole(row.Rows),
                row.Arm,
                row.Rate is { } rate ? rate.ToString("R", CultureInfo.InvariantCulture) : TableBlock.None,
                string.Join(", ", losses.Select(Nats)),
                Nats(losses.Average()),
            ];

        static string Nats(double loss) => loss.ToString("0.0000", CultureInfo.InvariantCulture);
    }

    /// <summary>What a choice on validation rows gives.</summary>
    public static TableBlock Fallback(CompareReport report)
    {
        var written = report.Score;
        return new TableBlock(
            [
                new("rows"),
                new("users"),
                new("mean", IsKept: true),
                new("over local", IsKept: true),
                new("choice best on test rows", IsKept: true),
                new("below local on test rows", IsKept: true),
                new("users hurt, by verdict", IsKept: true),
                new("chosen", IsText: true, IsKept: true),
            ],
            [.. report.Fallback.Select(Row)]);

        IReadOnlyList<string> Row(CompareFallback row) =>
        [
            Whole(row.Rows),
            Whole(row.Users),
            Text(written, row.Mean),
            Gain(written, row.OverLocal),
            $"{100 * row.Right:0} %",
            $"{100 * row.Harmful:0} %",
            Whole(row.Hurt),
            string.Join(", ", row.Chosen.Select(pair => $"{pair.Key} {pair.Value}")),
        ];
    }

    /// <summary>Whether those gain who are like others; without rows where nothing was judged.</summary>
    public static TableBlock Alike(CompareReport report)
    {
        List<IReadOnlyList<string>> rows = [];
        if (report.Similarity is { } similarity)
        {
            var judged = report.Summaries.Where(row => IsJudged(row, similarity));
            rows.AddRange(judged.Select(row => Alike(report.Score, similarity, row)));
        }

        return new TableBlock(
            [
                new("arm", IsText: true, IsKept: true),
                new("gain of the half least like the others"),
                new("of the half most like them"),
                new("rank correlation of gain and likeness"),
            ],
            rows);
    }

    /// <summary>A verdict in a word.</summary>
    public static string Word(Judgement judgement) => judgement switch
    {
        Judgement.Helped => "helped",
        Judgement.Hurt => "hurt",
        _ => "undecided",
    };

    /// <summary>A chance as text.</summary>
    public static string Chance(double chance) =>
        chance < 0.001 ? "≤ 0.001" : chance.ToString("0.000", CultureInfo.InvariantCulture);

    // Likeness is measured on one run: only arms of its size and users lie beside it.
    private static bool IsJudged(CompareSummary row, CompareSimilarity similarity) =>
        row.Rows == similarity.Rows && row.Verdicts.Count > 1 && row.Verdicts.Count == similarity.Found.Users.Count;

    private static IReadOnlyList<string> Alike(Score written, CompareSimilarity similarity, CompareSummary row)
    {
        var byLikeness = row.Verdicts.OrderBy(verdict => similarity.MeanOf(verdict.User));
        List<double> gains = [.. byLikeness.Select(verdict => verdict.Gain.Mean)];
        var half = gains.Count / 2;
        var correlation = similarity.GainsWith(row);
        return
        [
            row.Arm,
            written.Gain(gains.Take(half).Average()),
            written.Gain(gains.TakeLast(half).Average()),
            double.IsFinite(correlation) ? Signed(correlation) : TableBlock.None,
        ];
    }

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Interval(Score written, PairedInterval gain) =>
        double.IsNaN(gain.Lower) ? TableBlock.None : $"{written.Gain(gain.Lower)} … {written.Gain(gain.Upper)}";

    private static string Mean(Score written, CompareSummary row)
    {
        var mean = Text(written, row.Mean);
        return double.IsFinite(row.StandardError) ? $"{mean} ± {written.Text(row.StandardError)}" : mean;
    }

    private static string Shown(Score score, CompareSummary row) =>
        score.Shown(row) is { } value ? Text(score, value) : TableBlock.None;

    private static string Together(PooledVerdict? pooled)
    {
        if (pooled is null || double.IsNaN(pooled.Gain.Mean)) return TableBlock.None;
        return $"{Word(pooled.Judgement)} (p {Chance(pooled.Chance)})";
    }

    // Rows or tokens of training, and on top those of a race's heats.
    private static string Seen(double trained, double raced)
    {
        if (trained == 0) return TableBlock.None;
        var own = trained.ToString("0", CultureInfo.InvariantCulture);
        return raced > 0 ? $"{own} + {raced.ToString("0", CultureInfo.InvariantCulture)}" : own;
    }

    private static string Text(Score written, double value) =>
        double.IsFinite(value) ? written.Text(value) : TableBlock.None;

    private static string Gain(Score written, PairedInterval? gain) =>
        gain is null || double.IsNaN(gain.Mean) ? TableBlock.None : written.Gain(gain);

    private static bool IsOf(CompareCell cell, CompareSummary row) =>
        cell.Arm == row.Arm && cell.Rows == row.Rows && cell.Users == row.Users;

    /// <summary>Mean score of each user over the seeds.</summary>
    private static Dictionary<string, double> ScoresOf(CompareReport report, CompareSummary row)
    {
        var runs = report.Cells.Where(cell => IsOf(cell, row));
        var users = runs.SelectMany(run => run.Score).GroupBy(pair => pair.Key);
        return users.ToDictionary(user => user.Key, user => user.Average(pair => pair.Value));
    }

    private static string Score(Score written, Dictionary<string, double> scores, string user) =>
        scores.TryGetValue(user, out var score) ? Text(written, score) : TableBlock.None;

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
