using System.Globalization;

namespace Colora.Studies.Comparison;

/// <summary>What a reader has to know before believing a comparison, in sentences.</summary>
internal static class CompareNotes
{
    /// <summary>Scores up to here, of all arms, are at the floor: 5 of 100.</summary>
    internal const double Floor = 0.05;

    /// <summary>Scores from here on, of all trained arms, are at the ceiling: 97 of 100.</summary>
    internal const double Ceiling = 0.97;

    /// <summary>Budgets that differ by less are equal: tokens, since rows are drawn.</summary>
    private const double Equal = 0.1;

    /// <summary>What intervals are.</summary>
    public static string Intervals(int seeds) => seeds > 1
        ? string.Create(CultureInfo.InvariantCulture, $"95 %: the {seeds} seeds, the users and their rows are each one draw of those that might have been (t over the seeds' mean gains with {seeds - 1} degree{(seeds == 2 ? "" : "s")} of freedom, and on top what users and rows vary by in all of them); of a single user, seeds and rows.")
        : "95 % over users and their rows for the one training that was done: with one seed, what training varies by is not in the interval (--seeds 0,1,2 puts it there).";

    /// <summary>The sentences.</summary>
    public static IReadOnlyList<string> Of(CompareReport report)
    {
        List<string> notes = [];
        if (!report.CarriesTrainingVariance) notes.Add("One seed: what training varies by is in no interval and no verdict; another training of the same arms may come out differently.");
        foreach (var setting in report.Summaries.GroupBy(row => (row.Rows, row.Users)))
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"{setting.Key.Rows} training rows, {setting.Key.Users} users");
            List<CompareSummary> rows = [.. setting], trained = [.. rows.Where(row => row.Rate is not null)];
            Extremes(notes, report, where, rows, trained);
            Undecidable(notes, where, rows);
            Budgets(notes, where, trained);
        }

        return notes;
    }

    private static void Extremes(List<string> notes, CompareReport report, string where, List<CompareSummary> rows, List<CompareSummary> trained)
    {
        if (!report.Score.IsShare || trained.Count == 0) return;
        var best = rows.Max(row => row.Mean);
        if (best <= Floor)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{where}: every arm is at the floor (best {100 * best:0.0} of 100 by {report.Score.Title}), where arms cannot be told apart. --score nll judges by the loss of the answers instead; more --steps or more rows may lift the score."));
        else if (trained.Min(row => row.Mean) >= Ceiling)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{where}: every trained arm is at the ceiling ({100 * trained.Min(row => row.Mean):0.0} of 100 or more by {report.Score.Title}), where arms cannot be told apart. Fewer rows, or --score nll, can."));
    }

    private static void Undecidable(List<string> notes, string where, List<CompareSummary> rows)
    {
        if (rows.Find(row => row.Decidable < row.Verdicts.Count) is not { } row) return;
        notes.Add(string.Create(CultureInfo.InvariantCulture, $"{where}: the test rows of {row.Verdicts.Count - row.Decidable} of {row.Verdicts.Count} users are too few for a verdict of their own (the fewest allow no chance below {row.SmallestChance:0.####}, and it is corrected for all users); the verdict over all users together counts."));
    }

    private static void Budgets(List<string> notes, string where, List<CompareSummary> trained)
    {
        if (trained.Count < 2 || trained.Any(row => row.RowVisits == 0)) return;
        var usual = trained.GroupBy(row => row.RowVisits).MaxBy(group => group.Count())!.Key;
        foreach (var row in trained.Where(row => row.RowVisits != usual))
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{where}: {row.Arm} saw {row.RowVisits:0} rows in training where most arms saw {usual:0}: its budget is another."));
        var tokens = trained.Where(row => row.RowVisits == usual).Select(row => row.Tokens).ToList();
        if (tokens.Max() > (1 + Equal) * tokens.Min())
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{where}: tokens seen in training differ by {100 * (tokens.Max() / tokens.Min() - 1):0} % between arms that saw as many rows."));
        foreach (var row in trained.Where(row => row.RaceRowVisits > 0))
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{where}: the heats of {row.Arm} saw {row.RaceRowVisits:0} rows on top of the {row.RowVisits:0} of its run."));
    }
}
