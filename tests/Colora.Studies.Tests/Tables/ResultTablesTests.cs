using Colora.Documents;
using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Tables;
using Colora.Studies.Tests.Comparison;
using Colora.Testing;
using Xunit;

namespace Colora.Studies.Tests.Tables;

public sealed class ResultTablesTests
{
    private static readonly string Root = RepositoryRoot();

    public static TheoryData<string> Documents => ["README.md", .. Directory.GetFiles(Path.Combine(Root, "docs", "results"), "*.md").Select(path => Path.GetRelativePath(Root, path))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_tables_of_the_results_are_what_their_data_say(string name)
    {
        var path = Path.Combine(Root, name);
        var text = File.ReadAllText(path);
        Assert.Equal(ResultTables.Update(path), text);
        if (MarkedTable.Files(text).Count > 0) return;

        // A document without data says so in its first line.
        var first = text.Split('\n').Skip(1).First(line => line.Length > 0);
        Assert.Matches(@"^> \*\*(Superseded|To be measured anew|Raw data)", first);
    }

    [Fact]
    public void A_table_is_made_from_its_report_and_a_wrong_one_is_seen()
    {
        using var folder = new TemporaryFolder();
        var report = CompareReports.Of(["bank-1", "bank|2"], [("local", 16, 0.2), ("colora", 16, 0.4)]);
        RunJson.Write(folder["data", "report.json"], report);
        var document = string.Concat(((string[])["answer", "users", "arms", "fallback", "alike", "notes"]).Select(kind => $"<!-- table: {kind} data/report.json -->\n<!-- end of table -->\n"));
        File.WriteAllText(folder["r.md"], document);
        var made = ResultTables.Update(folder["r.md"]);
        Assert.Contains("**Yes: with 16 training rows each", made, StringComparison.Ordinal);
        Assert.Contains(@"| bank\|2 | helped | +20.0 | +15.0 … +25.0 |", made, StringComparison.Ordinal);
        Assert.Contains("| colora | 40.0 | 40.0 | +20.0 (+15.0 … +25.0) | 2 / 0 of 2 |", made, StringComparison.Ordinal);
        File.WriteAllText(folder["r.md"], made.Replace("+20.0", "+21.0", StringComparison.Ordinal));
        Assert.Equal(made, ResultTables.Update(folder["r.md"]));
    }

    [Fact]
    public void Validation_alone_stands_for_arms_that_have_it()
    {
        using var folder = new TemporaryFolder();
        var report = CompareReports.Of(["a", "b"], [("local", 16, 0.2), ("colora", 16, 0.4)], seeds: 2);
        var losses = new Dictionary<string, double?> { ["a"] = 0.25, ["b"] = 0.75 };
        RunJson.Write(folder["report.json"], report with { Cells = [.. report.Cells.Select(cell => cell.Arm == "local" ? cell : cell with { Validation = losses })] });
        File.WriteAllText(folder["r.md"], "<!-- table: validation report.json -->\n<!-- end of table -->\n");
        var made = ResultTables.Update(folder["r.md"]);
        Assert.Contains("| 16 | colora | – | 0.5000, 0.5000 | 0.5000 |", made, StringComparison.Ordinal);
        Assert.DoesNotContain("local", made, StringComparison.Ordinal);
    }

    [Fact]
    public void Measured_rows_and_demos_stand_as_they_were_written()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["8.jsonl"], "{\"users\": 8, \"step, s\": 0.50, \"case\": \"a | b\"}\n");
        File.WriteAllText(folder["64.jsonl"], "{\"users\": 64, \"step, s\": 0.50, \"case\": \"–\"}\n");
        foreach (var seed in (int[])[0, 1])
            File.WriteAllText(folder[$"demo-{seed}.json"], $"{{\"seed\": {seed}, \"methods\": {{\"local\": {{\"mean\": 0.2{seed}, \"worst\": 0.1, \"tenants\": {{\"a\": 0.1}} }} }}, \"sentence\": \"…\" }}");
        File.WriteAllText(folder["r.md"], "<!-- table: rows 8.jsonl 64.jsonl -->\n<!-- end of table -->\n<!-- table: demo demo-0.json demo-1.json -->\n<!-- end of table -->\n");
        var made = ResultTables.Update(folder["r.md"]);
        Assert.Contains("| users | step, s | case |", made, StringComparison.Ordinal);
        Assert.Contains("| 8 | 0.50 | a \\| b |\n| 64 | 0.50 | – |", made, StringComparison.Ordinal);
        Assert.Contains("| 1 | 21.0 (10.0) |\n| mean | 20.5 |", made, StringComparison.Ordinal);
    }

    [Fact]
    public void Seeds_of_a_dial_count_once_each_and_say_what_they_show()
    {
        using var folder = new TemporaryFolder();
        // Leads over local of 8, 10 and 12 points: 10 ± t(0.975, 2) · 2 / √3 = 10 ± 4.303 · 1.1547 = 10 ± 5.0. Pooled is 1 point away at every seed.
        foreach (var (seed, lead) in ((int, double)[])[(0, 0.08), (1, 0.10), (2, 0.12)])
        {
            (string Arm, double Mean)[] arms = [("local", 0.5), ("local@adapter.rank=32", 0.3), ("pooled", 0.49 + lead), ("colora:auto", 0.5 + lead)];
            var report = CompareReports.Of(["a", "b"], [.. arms.Select(arm => (arm.Arm, 16, arm.Mean))], seeds: 1);
            RunJson.Write(folder["seeds", $"{seed}.json"], report with { Cells = [.. report.Cells.Select(cell => cell with { Seed = seed })] });
        }

        File.WriteAllText(folder["r.md"], "<!-- table: dial-arms seeds -->\n<!-- end of table -->\n<!-- table: dial seeds -->\n<!-- end of table -->\n");
        var made = ResultTables.Update(folder["r.md"]);
        Assert.Contains("| tickets | 16 | 3 | 50.0 | 30.0 | 59.0 | 60.0 | pooled, local |", made, StringComparison.Ordinal);
        Assert.Contains("| tickets | 16 | 3 | 60.0 | pooled | 59.0 | +1.0 (+1.0 … +1.0) | local | 50.0 | +10.0 (+5.0 … +15.0) | better than every rival |", made, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.10, -0.08, "worse by 3 points")]
    [InlineData(-0.012, 0.01, "within 3 points")]
    [InlineData(-0.3, 0.3, "undecided")]
    [InlineData(0.01, 0.04, "not worse by 3 points")]
    public void A_dial_claims_no_more_than_its_interval(double first, double last, string shown)
    {
        using var folder = new TemporaryFolder();
        foreach (var (seed, lead) in ((int, double)[])[(0, first), (1, (first + last) / 2), (2, last)])
        {
            var report = CompareReports.Of(["a"], [("local", 4, 0.5), ("colora", 4, 0.5 + lead)], seeds: 1);
            RunJson.Write(folder["seeds", $"{seed}.json"], report with { Cells = [.. report.Cells.Select(cell => cell with { Seed = seed })] });
        }

        File.WriteAllText(folder["r.md"], "<!-- table: dial seeds -->\n<!-- end of table -->\n");
        Assert.Contains($"| – | – | – | {shown} |", ResultTables.Update(folder["r.md"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!-- table: rows other.jsonl --><!-- end of table -->", "other.jsonl:2")]
    [InlineData("<!-- table: rows empty.jsonl --><!-- end of table -->", "no row")]
    [InlineData("<!-- table: arms gone.json --><!-- end of table -->", "gone.json")]
    [InlineData("<!-- table: nothing report.json --><!-- end of table -->", "a table of kind \"nothing\"")]
    [InlineData("<!-- table: arms a.json b.json --><!-- end of table -->", "2 files")]
    [InlineData("<!-- table: arms empty.json --><!-- end of table -->", "empty.json")]
    [InlineData("<!-- table: dial twice.json twice.json --><!-- end of table -->", "two runs of local at seed 0")]
    [InlineData("<!-- table: dial none --><!-- end of table -->", "no report")]
    public void What_cannot_be_made_is_refused(string document, string says)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["r.md"], document);
        File.WriteAllText(folder["empty.json"], "{}");
        RunJson.Write(folder["twice.json"], CompareReports.Of(["a"], [("local", 16, 0.2), ("colora", 16, 0.4)], seeds: 1));
        Directory.CreateDirectory(folder["none"]);
        File.WriteAllText(folder["empty.jsonl"], "");
        File.WriteAllText(folder["other.jsonl"], "{\"users\": 8}\n{\"user\": 8}\n");
        Assert.Contains(says, Assert.Throws<InputException>(() => ResultTables.Update(folder["r.md"])).Message, StringComparison.Ordinal);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Colora.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}
