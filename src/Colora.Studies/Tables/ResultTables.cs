using System.Globalization;
using Colora.Documents;
using Colora.Formats;
using Colora.Formats.Jsonl;
using Colora.Runs;
using Colora.Studies.Comparison;
using Colora.Studies.Demo;
using Colora.Studies.Planning;

namespace Colora.Studies.Tables;

/// <summary>Makes the marked tables of a document from the reports that they name (<c>MarkedTable</c>).</summary>
public static class ResultTables
{
    private static readonly IReadOnlyDictionary<string, Func<IReadOnlyList<string>, string>> Kinds = new Dictionary<string, Func<IReadOnlyList<string>, string>>
    {
        ["answer"] = files => MarkdownText.Of(new ParagraphBlock(CompareAnswer.Of(Comparison(files)), IsLead: true)),
        ["users"] = files => Users(Comparison(files)),
        ["arms"] = files => Table(CompareTables.Arms(Comparison(files))),
        ["fallback"] = files => Table(CompareTables.Fallback(Comparison(files))),
        ["alike"] = files => Table(CompareTables.Alike(Comparison(files))),
        ["notes"] = files => Notes(Comparison(files)),
        ["plan"] = files => Table(Plan([.. files.Select(RunJson.Read<PlanReport>)])),
        ["demo"] = files => Table(Demos([.. files.Select(RunJson.Read<DemoReading>)])),
        ["rows"] = files => Table(RowsTable.Of([.. files.SelectMany(JsonlReader.Read, (file, row) => ($"{file}:{row.Line}", row.Value))])),
    };

    /// <summary>What a mark may name.</summary>
    public static IReadOnlyList<string> Names => [.. Kinds.Keys];

    /// <summary>The document with its tables as its data have them.</summary>
    /// <param name="path">The document; files are relative to its folder.</param>
    /// <exception cref="InputException">An unknown kind, or a file that is not there or malformed.</exception>
    public static string Update(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!File.Exists(path)) throw new InputException(path, "no such file", "a Markdown document");
        return MarkedTable.Update(path, File.ReadAllText(path), (kind, files) => Kinds.TryGetValue(kind, out var make)
            ? make([.. files.Select(file => Path.Combine(folder, file))])
            : throw new InputException(path, $"a table of kind \"{kind}\"", string.Join(", ", Names)));
    }

    private static CompareReport Comparison(IReadOnlyList<string> files)
    {
        if (files.Count != 1) throw new InputException("table", $"{files.Count} files", "one report of a comparison");
        var report = RunJson.Read<CompareReport>(files[0]);
        return report.Summaries is { Count: > 0 } ? report : throw new InputException(files[0], "no arm", "a report.json that colora compare has written");
    }

    private static string Users(CompareReport report) => CompareView.MainOf(report) is { Verdicts.Count: > 0 } main
        ? Table(CompareTables.Users(report, main, [.. main.Verdicts.OrderByDescending(verdict => verdict.Gain.Mean)]))
        : "";

    private static string Notes(CompareReport report) =>
        MarkdownText.Of(new ParagraphBlock(Prose.Of($"Intervals: {report.Intervals}"))) + (report.Notes.Count == 0 ? "" : "\n" + MarkdownText.Of(new ListBlock([.. report.Notes.Select(note => Prose.Of($"{note}"))])));

    /// <summary>What plans said of the sizes that they were not shown.</summary>
    private static TableBlock Plan(IReadOnlyList<PlanReport> plans)
    {
        string Points(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
        return new TableBlock(
            [new("arm", IsText: true, IsKept: true), new("users"), new("rows"), new("predicted", IsKept: true), new("interval", IsKept: true), new("measured, each seed", IsText: true, IsKept: true), new("in the interval", IsKept: true)],
            [.. plans.SelectMany(plan => plan.Checks.Select(check => (IReadOnlyList<string>)
            [
                plan.Arm, check.Predicted.Users.ToString(CultureInfo.InvariantCulture), check.Predicted.Rows.ToString(CultureInfo.InvariantCulture), Points(check.Predicted.Score),
                $"{Points(check.Predicted.Lower)} … {Points(check.Predicted.Upper)}", string.Join(", ", check.Measured.Select(Points)), $"{check.Inside} of {check.Measured.Count}",
            ]))]);
    }

    /// <summary>Mean exact match of the tenants with the worst tenant's, a row a demo, and the mean of all demos.</summary>
    private static TableBlock Demos(IReadOnlyList<DemoReading> demos)
    {
        string Points(double value) => (100 * value).ToString("0.0", CultureInfo.InvariantCulture);
        string[] arms = [.. demos[0].Methods.Keys];
        return new TableBlock(
            [new("seed", IsText: true, IsKept: true), .. arms.Select(arm => new TableColumn(arm, IsKept: true))],
            [
                .. demos.Select(demo => (IReadOnlyList<string>)[demo.Seed.ToString(CultureInfo.InvariantCulture), .. arms.Select(arm => $"{Points(Of(demo, arm).Mean)} ({Points(Of(demo, arm).Worst)})")]),
                ["mean", .. arms.Select(arm => Points(demos.Average(demo => Of(demo, arm).Mean)))],
            ]);

        static DemoMethod Of(DemoReading demo, string arm) =>
            demo.Methods.TryGetValue(arm, out var method) ? method : throw new InputException($"demo of seed {demo.Seed}", $"no arm {arm}", "the same arms in each demo of a table");
    }

    private static string Table(TableBlock table)
    {
        var (spoken, left) = table.Spoken();
        return MarkdownText.Of(spoken) + (left.Count == 0 ? "" : "\n" + MarkdownText.Of(new ParagraphBlock(Prose.Of($"Left out, since it says nothing: {string.Join(", ", left)}."))));
    }
}
