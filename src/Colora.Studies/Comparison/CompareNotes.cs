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
    public static string Intervals(int seeds)
    {
        if (seeds <= 1)
        {
            return "95 % over users and their rows for the one training that was done: with one seed, "
                + "what training varies by is not in the interval (--seeds 0,1,2 puts it there).";
        }

        var degrees = seeds == 2 ? "1 degree" : $"{seeds - 1} degrees";
        return $"95 %: the {seeds} seeds, the users and their rows are each one draw of those that might have been "
            + $"(t over the seeds' mean gains with {degrees} of freedom, and on top what users and rows vary by "
            + "in all of them); of a single user, seeds and rows.";
    }

    /// <summary>The sentences.</summary>
    public static IReadOnlyList<string> Of(CompareReport report)
    {
        List<string> notes = [];
        if (!report.CarriesTrainingVariance)
        {
            notes.Add("One seed: what training varies by is in no interval and no verdict; "
                + "another training of the same arms may come out differently.");
        }

        foreach (var setting in report.Summaries.GroupBy(row => (row.Rows, row.Users)))
        {
            var where = $"{setting.Key.Rows} training rows, {setting.Key.Users} users";
            List<CompareSummary> rows = [.. setting];
            List<CompareSummary> trained = [.. rows.Where(row => row.Rate is not null)];
            Extremes(notes, report, where, rows, trained);
            Undecidable(notes, where, rows);
            Budgets(notes, where, trained);
        }

        return notes;
    }

    private static void Extremes(
        List<string> notes,
        CompareReport report,
        string where,
        List<CompareSummary> rows,
        List<CompareSummary> trained)
    {
        if (!report.Score.IsShare || trained.Count == 0) return;
        var best = rows.Max(row => row.Mean);
        var worst = trained.Min(row => row.Mean);
        if (best <= Floor)
        {
            notes.Add($"{where}: every arm is at the floor "
                + $"(best {Text(100 * best, "0.0")} of 100 by {report.Score.Title}), where arms cannot be told apart. "
                + "--score nll judges by the loss of the answers instead; "
                + "more --steps or more rows may lift the score.");
        }
        else if (worst >= Ceiling)
        {
            notes.Add($"{where}: every trained arm is at the ceiling ({Text(100 * worst, "0.0")} of 100 or more by "
                + $"{report.Score.Title}), where arms cannot be told apart. Fewer rows, or --score nll, can.");
        }
    }

    private static void Undecidable(List<string> notes, string where, List<CompareSummary> rows)
    {
        if (rows.Find(row => row.Decidable < row.Verdicts.Count) is not { } row) return;
        var few = row.Verdicts.Count - row.Decidable;
        var chance = row.SmallestChance is { } smallest ? Text(smallest, "0.####") : "";
        notes.Add($"{where}: the test rows of {few} of {row.Verdicts.Count} users are too few "
            + $"for a verdict of their own (the fewest allow no chance below {chance}, "
            + "and it is corrected for all users); "
            + "the verdict over all users together counts.");
    }

    private static void Budgets(List<string> notes, string where, List<CompareSummary> trained)
    {
        if (trained.Count < 2 || trained.Any(row => row.RowVisits == 0)) return;
        var usual = trained.GroupBy(row => row.RowVisits).MaxBy(group => group.Count())!.Key;
        foreach (var row in trained.Where(row => row.RowVisits != usual))
        {
            notes.Add($"{where}: {row.Arm} saw {Text(row.RowVisits, "0")} rows in training where most arms saw "
                + $"{Text(usual, "0")}: its budget is another.");
        }

        List<double> tokens = [.. trained.Where(row => row.RowVisits == usual).Select(row => row.Tokens)];
        var (fewest, most) = (tokens.Min(), tokens.Max());
        if (most > (1 + Equal) * fewest)
        {
            var percent = Text(100 * (most / fewest - 1), "0");
            notes.Add($"{where}: tokens seen in training differ by {percent} % between arms that saw as many rows.");
        }

        foreach (var row in trained.Where(row => row.RaceRowVisits > 0))
        {
            notes.Add($"{where}: the heats of {row.Arm} saw {Text(row.RaceRowVisits, "0")} rows on top of the "
                + $"{Text(row.RowVisits, "0")} of its run.");
        }
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
