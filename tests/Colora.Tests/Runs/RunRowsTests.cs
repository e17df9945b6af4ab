using Colora.Data;
using Colora.Formats;
using Colora.Runs;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>Fingerprints of a run's rows: of many rows several lines, which stay in their file; each row has the part that it had.</summary>
public sealed class RunRowsTests : IDisposable
{
    private const int Many = 4_500, Tests = 2_100;

    private readonly TemporaryFolder folder = new();
    private readonly RowMark[] labelled = [.. Enumerable.Range(0, Many).Select(i => Mark($"row {i}"))];
    private readonly RowMark[] tests = [.. Enumerable.Range(0, Tests).Select(i => Mark($"test {i}"))];
    private readonly RowPart[] parts = [.. Enumerable.Range(0, Many).Select(i => i % 1000 == 7 ? RowPart.Train : i % 1000 == 8 ? RowPart.Validation : RowPart.Rest)];

    [Fact]
    public void The_same_rows_have_the_parts_that_they_had()
    {
        var rows = Written();
        Assert.Equal(parts.Cast<RowPart?>(), rows.PartsOf("u", labelled));
        Assert.All(rows.AreJudged("u", tests), Assert.True);
        Assert.Equal(labelled.Select(mark => rows.Fingerprint(mark.Row)), rows["u"]!.Labelled);
        Assert.Equal(rows.Fingerprint(labelled[^1].Row), rows["u"]!.Labelled[Many - 1]);
        Assert.Equal(rows.Fingerprint(labelled[0].Row), rows["u"]!.Labelled[0]);
    }

    [Fact]
    public void Rows_in_another_order_and_new_ones_are_found_by_what_they_say()
    {
        RowMark[] now = [Mark("new"), .. labelled.Reverse().Skip(1)];
        Assert.Equal([null, .. parts.Reverse().Skip(1).Cast<RowPart?>()], Written().PartsOf("u", now));
    }

    [Fact]
    public void Of_another_test_file_what_was_learned_from_is_not_judged_by()
    {
        // A test row of before, a new one, one that was trained on, and one that was neither.
        Assert.Equal([true, true, false, false], Written().AreJudged("u", [tests[5], Mark("new"), labelled[7], labelled[1]]));
    }

    [Fact]
    public void What_was_trained_on_and_has_left_the_file_stays_known()
    {
        var rows = Written();
        rows["u"]!.Gone.Add(rows.Fingerprint(Mark("long ago").Row));
        Assert.Equal([RowPart.Train, null], rows.PartsOf("u", [Mark("long ago"), Mark("new")]));
        Assert.Equal(RowPart.Train, rows["u"]!.LearnedAs(rows.Fingerprint(Mark("long ago").Row)));
        Assert.Equal(RowPart.Validation, rows["u"]!.LearnedAs(rows.Fingerprint(labelled[8].Row)));
        Assert.Null(rows["u"]!.LearnedAs(rows.Fingerprint(labelled[9].Row)));
    }

    [Fact]
    public void A_file_that_changes_while_it_is_in_use_is_refused()
    {
        var rows = Written();
        var fingerprints = rows["u"]!.Labelled;
        Assert.Equal(Many, fingerprints.Count);
        File.WriteAllText(folder["rows.jsonl"], "{}\n");
        Assert.Throws<InputException>(() => fingerprints[0]);
    }

    public void Dispose() => folder.Dispose();

    private static RowMark Mark(string text) => new(new RowKey(RowKey.Hash([text]), RowKey.Hash([text, "answer"])));

    private RunRows Written()
    {
        var user = new UserDataset("u", [.. Of(RowPart.Train)], [.. Of(RowPart.Validation)], []) { Labelled = labelled, Parts = parts, TestMarks = tests, HasTestFile = true };
        RunRows.Of([user], 0).Write(folder["rows.jsonl"]);
        Assert.True(File.ReadLines(folder["rows.jsonl"]).Count() > 5);
        return RunRows.Read(folder["rows.jsonl"]);
    }

    private IEnumerable<Example> Of(RowPart part) => Enumerable.Range(0, Many).Where(i => parts[i] == part).Select(i => new Example("u", $"row {i}", "answer", ["answer"], $"f:{i}")
    {
        Key = new RowKey(RowKey.Hash([$"row {i}"]), RowKey.Hash([$"row {i}", "answer"])),
    });
}
