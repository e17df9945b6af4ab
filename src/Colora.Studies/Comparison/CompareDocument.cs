using System.Globalization;
using Colora.Documents;
using Colora.Evaluation;
using Colora.Studies.Similarity;

namespace Colora.Studies.Comparison;

/// <summary>A comparison's report as a document: the answer, the users, the arms, the evidence.</summary>
internal static class CompareDocument
{
    private const int MostUsers = 60;

    private static readonly string[] ChartsOfArms =
    [
        CompareView.ScoresChart,
        CompareView.GainsChart,
        CompareView.ByRowsChart,
        $"{CompareView.ByRowsChart}-gain",
        CompareView.ByUsersChart,
        $"{CompareView.ByUsersChart}-gain",
        CompareView.CostsChart,
    ];

    /// <summary>The document.</summary>
    public static ReportDocument Of(CompareReport report)
    {
        List<Block> blocks = [new ParagraphBlock(CompareAnswer.Of(report), IsLead: true)];
        if (CompareAnswer.Names(report) is { } names) blocks.Add(new ParagraphBlock(names));
        Users(blocks, report);
        Arms(blocks, report);
        Evidence(blocks, report);
        return new ReportDocument(CompareAnswer.Question(report), blocks);
    }

    private static void Users(List<Block> blocks, CompareReport report)
    {
        if (CompareView.MainOf(report) is not { Verdicts.Count: > 0 } main) return;
        var verdicts = main.Verdicts.OrderByDescending(verdict => verdict.Gain.Mean).ToList();
        List<UserVerdict> shown = verdicts.Count <= MostUsers
            ? verdicts
            : [.. verdicts.Take(MostUsers / 2), .. verdicts.TakeLast(MostUsers / 2)];
        blocks.Add(new HeadingBlock(2, "The users"));
        var correction = main.Correction is { } name ? $" ({name})" : "";
        Say(blocks, Prose.Of($"Each user by {main.Arm}, against training alone on the same rows. "
            + $"Helped and hurt are verdicts beyond doubt: the chance that such a difference comes of nothing, "
            + $"corrected for all users{correction}, is below {UserVerdict.Level:P0}. "
            + $"Undecided means that the test rows do not tell."));
        Add(blocks, CompareTables.Users(report, main, shown));
        if (shown.Count < verdicts.Count)
        {
            var half = shown.Count / 2;
            Say(blocks, Prose.Of($"These are the {half} with the largest and the {half} with the smallest gain of "
                + $"{verdicts.Count}; `report.json` has all."));
        }

        blocks.Add(new FigureBlock(CompareView.UsersChart));
    }

    private static void Arms(List<Block> blocks, CompareReport report)
    {
        blocks.Add(new HeadingBlock(2, "The arms"));
        var unit = report.Score.IsShare ? "points of 100" : report.Score.Unit;
        Say(blocks, Prose.Of($"Score: {report.Score.Title}, in {unit}, on rows that no training saw. "
            + $"Gains are over users trained alone (`local`) on the same rows; "
            + $"together is the verdict of all users in the mean. "
            + $"Labelled rows are training and validation rows of a user in all; rows and tokens seen are those of "
            + $"training, repetitions counted, + those of a race's heats."));
        if (report.Intervals.Length > 0) Say(blocks, Prose.Of($"Intervals: {report.Intervals}"));
        Add(blocks, CompareTables.Arms(report));
        foreach (var chart in ChartsOfArms) blocks.Add(new FigureBlock(chart));
    }

    private static void Evidence(List<Block> blocks, CompareReport report)
    {
        // Reports of before have no list of seeds: there the runs name them.
        IEnumerable<long> seeds = report.Seeds;
        if (report.Seeds.Count == 0) seeds = report.Cells.Select(cell => cell.Seed).Distinct().Order();
        blocks.Add(new HeadingBlock(2, "The evidence"));
        Say(blocks, Prose.Of($"Data: {report.Preset}. Base: {report.Model}. Seeds: {string.Join(", ", seeds)}."));
        if (report.Notes.Count > 0)
        {
            blocks.Add(new HeadingBlock(3, "To know before believing it"));
            blocks.Add(new ListBlock([.. report.Notes.Select(note => Prose.Of($"{note}"))]));
        }

        blocks.Add(new FigureBlock(CompareView.HeatChart));
        Alike(blocks, report);
        if (report.Fallback.Count == 0) return;
        blocks.Add(new HeadingBlock(3, "If each user falls back on training alone"));
        Say(blocks, Prose.Of($"Each user gets `local`, "
            + $"unless validation rows, its own and those of all users together, show another arm to be better "
            + $"beyond doubt."));
        Add(blocks, CompareTables.Fallback(report));
    }

    /// <summary>How alike the users are, and whether those gain who are like others.</summary>
    private static void Alike(List<Block> blocks, CompareReport report)
    {
        if (report.Similarity is not { } similarity) return;
        var found = similarity.Found;
        blocks.Add(new HeadingBlock(3, "How alike the users are"));
        var means = found.Users.Select(similarity.MeanOf).Where(double.IsFinite);
        var mean = means.DefaultIfEmpty(double.NaN).Average();
        var cosine = double.IsNaN(mean) ? "not to be had" : mean.ToString("0.00", CultureInfo.InvariantCulture);
        var planted = found.Planted is { } known
            ? Prose.Of($"; rank correlation with the likeness that the data were made with {known:0.00}")
            : Prose.Of($"");
        Say(blocks, Prose.Of($"From the cores of {similarity.Arm} with {similarity.Rows} rows, seed {similarity.Seed}: "
            + $"mean cosine of two users' updates {cosine}; {Groups(found)}{planted}."));
        blocks.Add(new FigureBlock(CompareView.SimilarityChart));
        if (CompareTables.Alike(report) is { Rows.Count: > 0 } table) Add(blocks, table);
        blocks.Add(new FigureBlock(CompareView.BySimilarityChart));
    }

    private static Prose Groups(SimilarityReport found)
    {
        if (found.Groups.Count == 1) return Prose.Of($"no groups stand out");
        var groups = found.Groups.Select(group => string.Join(", ", group.Select(VisibleText.Of)));
        var names = string.Join("; ", groups);
        return Prose.Of($"{found.Groups.Count} groups (silhouette {found.Silhouette:0.00}): {names}");
    }

    private static void Say(List<Block> blocks, Prose text) => blocks.Add(new ParagraphBlock(text));

    private static void Add(List<Block> blocks, TableBlock table)
    {
        var (spoken, left) = table.Spoken();
        blocks.Add(spoken);
        if (left.Count > 0) Say(blocks, Prose.Of($"Left out, since it says nothing: {string.Join(", ", left)}."));
    }
}
