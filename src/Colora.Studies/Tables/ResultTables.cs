using System.Globalization;
using System.Text.Json;
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
    private static readonly Dictionary<string, Func<IReadOnlyList<string>, string>> Kinds = new()
    {
        ["answer"] = files => Answer(Comparison(files)),
        ["users"] = files => Users(Comparison(files)),
        ["arms"] = files => Table(CompareTables.Arms(Comparison(files))),
        ["validation"] = files => Table(CompareTables.Validation(Comparison(files))),
        ["fallback"] = files => Table(CompareTables.Fallback(Comparison(files))),
        ["alike"] = files => Table(CompareTables.Alike(Comparison(files))),
        ["notes"] = files => Notes(Comparison(files)),
        ["plan"] = files => Table(Plan([.. files.Select(RunJson.Read<PlanReport>)])),
        ["demo"] = files => Table(Demos([.. files.Select(RunJson.Read<DemoReading>)])),
        ["dial-arms"] = files => Table(DialTable.Arms(Comparisons(files))),
        ["dial"] = files => Table(DialTable.Leads(Comparisons(files))),
        ["rows"] = files => Table(RowsTable.Of([.. files.SelectMany(RowsOf)])),
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
        return MarkedTable.Update(path, File.ReadAllText(path), Make);

        string Make(string kind, IReadOnlyList<string> files)
        {
            if (Kinds.TryGetValue(kind, out var make))
                return make([.. files.Select(file => Path.Combine(folder, file))]);
            throw new InputException(path, $"a table of kind \"{kind}\"", string.Join(", ", Names));
        }
    }

    private static CompareReport Comparison(IReadOnlyList<string> files)
    {
        if (files.Count != 1) throw new InputException("table", $"{files.Count} files", "one report of a comparison");
        return Comparison(files[0]);
    }

    private static CompareReport Comparison(string file)
    {
        var report = RunJson.Read<CompareReport>(file);
        if (report.Summaries is { Count: > 0 }) return report;
        throw new InputException(file, "no arm", "a report.json that colora compare has written");
    }

    /// <summary>Reports by their names; of a folder, all that are in it.</summary>
    private static IReadOnlyList<CompareReport> Comparisons(IReadOnlyList<string> files)
    {
        string[] reports = [.. files.SelectMany(InFolder)];
        if (reports.Length == 0)
            throw new InputException(string.Join(", ", files), "no report", "a folder with reports of comparisons, *.json");
        return [.. reports.Select(Comparison)];

        static IEnumerable<string> InFolder(string name) => Directory.Exists(name)
            ? Directory.GetFiles(name, "*.json").Order(StringComparer.Ordinal)
            : [name];
    }

    private static IEnumerable<(string Where, JsonElement Row)> RowsOf(string file) =>
        JsonlReader.Read(file).Select(row => ($"{file}:{row.Line}", row.Value));

    private static string Answer(CompareReport report) =>
        MarkdownText.Of(new ParagraphBlock(CompareAnswer.Of(report), IsLead: true));

    private static string Users(CompareReport report)
    {
        if (CompareView.MainOf(report) is not { Verdicts.Count: > 0 } main) return "";
        var byGain = main.Verdicts.OrderByDescending(verdict => verdict.Gain.Mean);
        return Table(CompareTables.Users(report, main, [.. byGain]));
    }

    private static string Notes(CompareReport report)
    {
        var intervals = MarkdownText.Of(new ParagraphBlock(Prose.Of($"Intervals: {report.Intervals}")));
        if (report.Notes.Count == 0) return intervals;
        return intervals + "\n" + MarkdownText.Of(new ListBlock([.. report.Notes.Select(note => Prose.Of($"{note}"))]));
    }

    /// <summary>What plans said of the sizes that they were not shown.</summary>
    private static TableBlock Plan(IReadOnlyList<PlanReport> plans)
    {
        return new TableBlock(
            [
                new("arm", IsText: true, IsKept: true),
                new("users"),
                new("rows"),
                new("predicted", IsKept: true),
                new("interval", IsKept: true),
                new("measured, each seed", IsText: true, IsKept: true),
                new("in the interval", IsKept: true),
            ],
            [.. plans.SelectMany(plan => plan.Checks.Select(check => Row(plan.Arm, check)))]);

        static IReadOnlyList<string> Row(string arm, PlanCheck check) =>
        [
            arm,
            check.Predicted.Users.ToString(CultureInfo.InvariantCulture),
            check.Predicted.Rows.ToString(CultureInfo.InvariantCulture),
            Points(check.Predicted.Score),
            $"{Points(check.Predicted.Lower)} … {Points(check.Predicted.Upper)}",
            string.Join(", ", check.Measured.Select(Points)),
            $"{check.Inside} of {check.Measured.Count}",
        ];
    }

    /// <summary>
    /// Mean exact match of the tenants with the worst tenant's, a row a demo, and the mean of all demos.
    /// </summary>
    private static TableBlock Demos(IReadOnlyList<DemoReading> demos)
    {
        string[] arms = [.. demos[0].Methods.Keys];
        var columns = arms.Select(arm => new TableColumn(arm, IsKept: true));
        var means = arms.Select(arm => Points(100 * demos.Average(demo => Of(demo, arm).Mean)));
        return new TableBlock(
            [new("seed", IsText: true, IsKept: true), .. columns],
            [.. demos.Select(Row), ["mean", .. means]]);

        IReadOnlyList<string> Row(DemoReading demo) =>
            [demo.Seed.ToString(CultureInfo.InvariantCulture), .. arms.Select(arm => Cell(Of(demo, arm)))];

        static string Cell(DemoMethod method) => $"{Points(100 * method.Mean)} ({Points(100 * method.Worst)})";

        static DemoMethod Of(DemoReading demo, string arm)
        {
            if (demo.Methods.TryGetValue(arm, out var method)) return method;
            throw new InputException(
                $"demo of seed {demo.Seed}",
                $"no arm {arm}",
                "the same arms in each demo of a table");
        }
    }

    private static string Points(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Table(TableBlock table)
    {
        var (spoken, left) = table.Spoken();
        if (left.Count == 0) return MarkdownText.Of(spoken);
        var why = Prose.Of($"Left out, since it says nothing: {string.Join(", ", left)}.");
        return MarkdownText.Of(spoken) + "\n" + MarkdownText.Of(new ParagraphBlock(why));
    }
}
