using System.Globalization;
using Colora.Documents;
using Colora.Evaluation;

namespace Colora.Studies.Comparison;

/// <summary>
/// The answer of a comparison in a sentence: train together or not, who is helped and who is not, what it is worth in
/// rows, how sure.
/// </summary>
internal static class CompareAnswer
{
    private const int MostNames = 8, LongestName = 40;

    /// <summary>The question.</summary>
    public static string Question(CompareReport report)
    {
        var users = CompareView.Largest(report)[0].Users;
        if (users == 1) return "What does training bring the only user?";
        return $"Should these {users} users train one model together?";
    }

    /// <summary>The answer.</summary>
    public static Prose Of(CompareReport report)
    {
        if (Flat(report) is { } flat) return flat;
        if (CompareView.MainOf(report) is not { OverLocal: { } gain } main)
        {
            return Prose.Of($"Not answered: no arm was compared with training alone; "
                + $"add `local` and an arm such as `colora` to `--methods`.");
        }

        if (!double.IsFinite(gain.Mean)) return Prose.Of($"Not answered: {main.Arm} has no score that is a number.");
        return Prose.Of($"{Verdict(report, main, gain)}{People(main)}{Worth(report, main, gain)}.");
    }

    /// <summary>Names behind the answer: who is helped and who is hurt; null where nobody is.</summary>
    public static Prose? Names(CompareReport report)
    {
        if (Flat(report) is not null || CompareView.MainOf(report) is not { } main) return null;
        var (helped, hurt) = (Named(main, Judgement.Helped), Named(main, Judgement.Hurt));
        List<string> sentences = [];
        if (helped.Length > 0) sentences.Add($"Helped: {helped}.");
        if (hurt.Length > 0) sentences.Add($"Hurt: {hurt}.");
        return sentences.Count == 0 ? null : Prose.Of($"{string.Join(' ', sentences)}");
    }

    /// <summary>
    /// What to say where every arm is at the floor or at the top, so that nothing tells them apart; else null.
    /// </summary>
    public static Prose? Flat(CompareReport report)
    {
        if (!report.Score.IsShare || report.Summaries.Count == 0) return null;
        var trained = report.Summaries.Where(row => row.Arm != CompareArm.Bare);
        var lowest = trained.Select(row => row.Mean).DefaultIfEmpty(0).Min();
        var highest = report.Summaries.Max(row => row.Mean);
        if (highest <= CompareNotes.Floor && !IsSure(CompareView.MainOf(report)?.OverLocal))
        {
            return Prose.Of($"Not answered: every arm is at the floor ({report.Score.Title} of at most "
                + $"{report.Score.Text(highest)} points), so nothing tells them apart; judge by `--score nll`, "
                + $"which sees progress before answers are right, or train for more `--steps`, "
                + $"at higher `--rates` or on more rows.");
        }

        if (lowest >= CompareNotes.Ceiling)
        {
            return Prose.Of($"Not answered: every arm is at the top ({report.Score.Title} of at least "
                + $"{report.Score.Text(lowest)} points), so nothing tells them apart; judge by `--score nll`, "
                + $"with fewer `--examples-per-user` or on harder rows.");
        }

        return null;
    }

    private static bool IsSure(PairedInterval? gain) => gain is { IsGain: true } or { IsLoss: true };

    private static Prose Verdict(CompareReport report, CompareSummary main, PairedInterval gain)
    {
        var written = report.Score;
        var size = Math.Abs(gain.Mean);
        var much = written.IsShare
            ? $"{Text(written.In(size), "0.0")} points of {written.Title}"
            : $"{Text(size, "0.000")} nats an answer token";
        var sure = $"95 % interval {written.Gain(gain.Lower)} … {written.Gain(gain.Upper)}, {Sure(report, main)}";
        var rows = main.Rows == 1 ? "row" : "rows";
        var each = main.Users == 1 ? "" : " each";
        var given = $"with {main.Rows} training {rows}{each}";
        if (gain.IsGain && Allows(main, Judgement.Helped))
            return Prose.Of($"Yes: {given}, {main.Arm} is better than training alone by {much} in the mean ({sure})");
        if (gain.IsLoss && Allows(main, Judgement.Hurt))
            return Prose.Of($"No: {given}, {main.Arm} is worse than training alone by {much} in the mean ({sure})");
        return Prose.Of($"Undecided: {given}, {main.Arm} differs from training alone by "
            + $"{written.Gain(gain.Mean)} {written.Unit} in the mean, which may be chance ({sure})");
    }

    // Where all users were judged together, that verdict has to say the same as the interval.
    private static bool Allows(CompareSummary main, Judgement judgement) =>
        main.Pooled is null || main.Pooled.Judgement == judgement;

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static Prose People(CompareSummary main)
    {
        if (main.Verdicts.Count == 0) return Prose.Of($"");
        var (helped, hurt) = (Some(main, Judgement.Helped), Some(main, Judgement.Hurt));
        return Prose.Of($"; beyond doubt it helps {helped} and hurts {hurt}, "
            + $"with {Some(main, Judgement.NoDifference)} undecided");
    }

    /// <summary>How many users were judged so.</summary>
    private static string Some(CompareSummary main, Judgement judgement)
    {
        var all = main.Verdicts.Count;
        var count = main.Verdicts.Count(verdict => verdict.Judgement == judgement);
        if (count == 0) return "none";
        if (count < all) return $"{count} of {all}";
        return all == 1 ? "the user" : $"all {all}";
    }

    private static string Named(CompareSummary main, Judgement judgement)
    {
        var judged = main.Verdicts.Where(verdict => verdict.Judgement == judgement);
        var ordered = judged.OrderByDescending(verdict => Math.Abs(verdict.Gain.Mean));
        List<string> names = [.. ordered.Select(verdict => Short(VisibleText.Of(verdict.User)))];
        var more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
        return $"{string.Join(", ", names.Take(MostNames))}{more}";
    }

    private static string Short(string name) => name.Length <= LongestName ? name : $"{name[..LongestName]}…";

    /// <summary>
    /// How many rows local would need for the main arm's score, read off local's own curve over the numbers of rows.
    /// </summary>
    private static Prose Worth(CompareReport report, CompareSummary main, PairedInterval gain)
    {
        if (!gain.IsGain) return Prose.Of($"");
        var curve = Sizes(report, CompareFallback.Safe, main.Users);
        if (curve.Count < 2)
        {
            return Prose.Of($"; what that is worth in rows, one number of rows cannot tell "
                + $"(`--examples-per-user 8,16,32`)");
        }

        // The smallest size at which the gain is seen says most: local's curve goes on to its right.
        var own = Sizes(report, main.Arm, main.Users).Find(row => row.OverLocal is { IsGain: true }) ?? main;
        if (CompareWorth.RowsOf(own, curve) is { } rows)
        {
            return Prose.Of($"; with {own.Rows} rows each it does what training alone does with about "
                + $"{Math.Round(rows)}");
        }

        return Prose.Of($"; with {own.Rows} rows each it does more than training alone with "
            + $"{curve[^1].Rows}, the most that were tried");
    }

    /// <summary>An arm's summaries for so many users, by rising rows.</summary>
    private static List<CompareSummary> Sizes(CompareReport report, string arm, int users)
    {
        var own = report.Summaries.Where(row => row.Arm == arm && row.Users == users);
        return [.. own.OrderBy(row => row.Rows)];
    }

    private static string Sure(CompareReport report, CompareSummary main)
    {
        var seeds = report.Cells.Where(cell => cell.Arm == main.Arm).Select(cell => cell.Seed).Distinct().Count();
        return seeds == 1 ? "of one training: how another would differ is not in it" : $"over {seeds} trainings";
    }
}
