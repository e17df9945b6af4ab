using System.Globalization;
using Colora.Documents;
using Colora.Evaluation;

namespace Colora.Studies.Comparison;

/// <summary>The answer of a comparison in a sentence: train together or not, who is helped and who is not, what it is worth in rows, how sure.</summary>
internal static class CompareAnswer
{
    private const int MostNames = 8, LongestName = 40;

    /// <summary>The question.</summary>
    public static string Question(CompareReport report)
    {
        var users = CompareView.Largest(report)[0].Users;
        return users == 1 ? "What does training bring the only user?" : $"Should these {users} users train one model together?";
    }

    /// <summary>The answer.</summary>
    public static Prose Of(CompareReport report)
    {
        if (Flat(report) is { } flat) return flat;
        if (CompareView.MainOf(report) is not { OverLocal: { } gain } main)
            return Prose.Of($"Not answered: no arm was compared with training alone; add `local` and an arm such as `colora` to `--methods`.");
        if (!double.IsFinite(gain.Mean)) return Prose.Of($"Not answered: {main.Arm} has no score that is a number.");
        return Prose.Of($"{Verdict(report, main, gain)}{People(main)}{Worth(report, main, gain)}.");
    }

    /// <summary>Names behind the answer: who is helped and who is hurt; null where nobody is.</summary>
    public static Prose? Names(CompareReport report)
    {
        if (Flat(report) is not null || CompareView.MainOf(report) is not { } main) return null;
        var (helped, hurt) = (Named(main, Judgement.Helped), Named(main, Judgement.Hurt));
        return helped.Length + hurt.Length == 0 ? null : Prose.Of($"{(helped.Length > 0 ? $"Helped: {helped}." : "")}{(hurt.Length > 0 ? $"{(helped.Length > 0 ? " " : "")}Hurt: {hurt}." : "")}");
    }

    /// <summary>What to say where every arm is at the floor or at the top, so that nothing tells them apart; else null.</summary>
    public static Prose? Flat(CompareReport report)
    {
        if (!report.Score.IsShare || report.Summaries.Count == 0) return null;
        var (lowest, highest) = (report.Summaries.Where(row => row.Arm != CompareArm.Bare).Select(row => row.Mean).DefaultIfEmpty(0).Min(), report.Summaries.Max(row => row.Mean));
        if (highest <= CompareNotes.Floor && CompareView.MainOf(report) is not { OverLocal: { IsGain: true } or { IsLoss: true } })
            return Prose.Of($"Not answered: every arm is at the floor ({report.Score.Title} of at most {report.Score.Text(highest)} points), so nothing tells them apart; judge by `--score nll`, which sees progress before answers are right, or train for more `--steps`, at higher `--rates` or on more rows.");
        return lowest >= CompareNotes.Ceiling
            ? Prose.Of($"Not answered: every arm is at the top ({report.Score.Title} of at least {report.Score.Text(lowest)} points), so nothing tells them apart; judge by `--score nll`, with fewer `--examples-per-user` or on harder rows.")
            : null;
    }

    private static Prose Verdict(CompareReport report, CompareSummary main, PairedInterval gain)
    {
        var written = report.Score;
        var size = written.IsShare
            ? $"{written.In(Math.Abs(gain.Mean)).ToString("0.0", CultureInfo.InvariantCulture)} points of {written.Title}"
            : $"{Math.Abs(gain.Mean).ToString("0.000", CultureInfo.InvariantCulture)} nats an answer token";
        var interval = $"95 % interval {written.Gain(gain.Lower)} … {written.Gain(gain.Upper)}, {Sure(report, main)}";
        var given = $"with {main.Rows} training row{(main.Rows == 1 ? "" : "s")}{(main.Users == 1 ? "" : " each")}";
        if (gain.IsGain && (main.Pooled is null or { Judgement: Judgement.Helped })) return Prose.Of($"Yes: {given}, {main.Arm} is better than training alone by {size} in the mean ({interval})");
        if (gain.IsLoss && (main.Pooled is null or { Judgement: Judgement.Hurt })) return Prose.Of($"No: {given}, {main.Arm} is worse than training alone by {size} in the mean ({interval})");
        return Prose.Of($"Undecided: {given}, {main.Arm} differs from training alone by {written.Gain(gain.Mean)} {written.Unit} in the mean, which may be chance ({interval})");
    }

    private static Prose People(CompareSummary main)
    {
        if (main.Verdicts.Count == 0) return Prose.Of($"");
        int Count(Judgement judgement) => main.Verdicts.Count(verdict => verdict.Judgement == judgement);
        string Some(int count) => count == 0 ? "none" : count == main.Verdicts.Count ? count == 1 ? "the user" : $"all {count}" : $"{count} of {main.Verdicts.Count}";
        return Prose.Of($"; beyond doubt it helps {Some(Count(Judgement.Helped))} and hurts {Some(Count(Judgement.Hurt))}, with {Some(Count(Judgement.NoDifference))} undecided");
    }

    private static string Named(CompareSummary main, Judgement judgement)
    {
        var names = main.Verdicts.Where(verdict => verdict.Judgement == judgement).OrderByDescending(verdict => Math.Abs(verdict.Gain.Mean)).Select(verdict => Short(VisibleText.Of(verdict.User))).ToList();
        return $"{string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}";
    }

    private static string Short(string name) => name.Length <= LongestName ? name : $"{name[..LongestName]}…";

    /// <summary>How many rows local would need for the main arm's score, read off local's own curve over the numbers of rows.</summary>
    private static Prose Worth(CompareReport report, CompareSummary main, PairedInterval gain)
    {
        if (!gain.IsGain) return Prose.Of($"");
        var curve = report.Summaries.Where(row => row.Arm == CompareFallback.Safe && row.Users == main.Users).OrderBy(row => row.Rows).ToList();
        if (curve.Count < 2) return Prose.Of($"; what that is worth in rows, one number of rows cannot tell (`--examples-per-user 8,16,32`)");

        // The smallest size at which the gain is seen says most: local's curve goes on to its right.
        var own = report.Summaries.Where(row => row.Arm == main.Arm && row.Users == main.Users && row.OverLocal is { IsGain: true }).OrderBy(row => row.Rows).FirstOrDefault() ?? main;
        return CompareWorth.RowsOf(own, curve) is { } rows
            ? Prose.Of($"; with {own.Rows} rows each it does what training alone does with about {Math.Round(rows)}")
            : Prose.Of($"; with {own.Rows} rows each it does more than training alone with {curve[^1].Rows}, the most that were tried");
    }

    private static string Sure(CompareReport report, CompareSummary main)
    {
        var seeds = report.Cells.Where(cell => cell.Arm == main.Arm).Select(cell => cell.Seed).Distinct().Count();
        return seeds == 1 ? "of one training: how another would differ is not in it" : $"over {seeds} trainings";
    }
}
