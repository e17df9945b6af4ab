using Colora.Documents;
using Colora.Formats;
using Colora.Runs;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Runs;

public sealed class ResultTablesTests
{
    private static readonly string Root = RepositoryRoot();

    public static TheoryData<string> Documents => [.. Directory.GetFiles(Path.Combine(Root, "docs", "results"), "*.md").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_tables_of_the_results_are_what_their_data_say(string name)
    {
        var path = Path.Combine(Root, "docs", "results", name);
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

    [Theory]
    [InlineData("<!-- table: arms gone.json --><!-- end of table -->", "gone.json")]
    [InlineData("<!-- table: nothing report.json --><!-- end of table -->", "a table of kind \"nothing\"")]
    [InlineData("<!-- table: arms a.json b.json --><!-- end of table -->", "2 files")]
    [InlineData("<!-- table: arms empty.json --><!-- end of table -->", "empty.json")]
    public void What_cannot_be_made_is_refused(string document, string says)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["r.md"], document);
        File.WriteAllText(folder["empty.json"], "{}");
        Assert.Contains(says, Assert.Throws<InputException>(() => ResultTables.Update(folder["r.md"])).Message, StringComparison.Ordinal);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Colora.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}
