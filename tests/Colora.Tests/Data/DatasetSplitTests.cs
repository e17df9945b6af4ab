using Colora.Data;
using Colora.Formats;
using Colora.Formats.Jsonl;
using Colora.Runs;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Data;

/// <summary>Rows are split by what they say; copies count once; counts are met exactly or refused; what is known stays where it is.</summary>
public sealed class DatasetSplitTests
{
    [Fact]
    public void Order_and_seed_do_not_move_a_test_row()
    {
        var rows = Rows(20);
        var split = Split(rows, new DataConfig(), 0);
        Assert.Equal((16, 0, 4), (split.Train.Count, split.Validation.Count, split.Test.Count));
        var turned = Split([.. rows.Reverse()], new DataConfig(), 7);
        Assert.Equal(Prompts(split.Test).Order(), Prompts(turned.Test).Order());
        Assert.NotEqual(Prompts(split.Train), Prompts(turned.Train));
        Assert.Equal(Prompts(split.Train), Prompts(Split([.. rows.Reverse()], new DataConfig(), 0).Train));

        // Another user with the same rows has the same test rows: no row is learned from by one and judged by for another.
        Assert.Equal(Prompts(split.Test), Prompts(Split(rows, new DataConfig(), 0, "other").Test));
    }

    [Fact]
    public void Copies_count_once_and_go_to_training()
    {
        var rows = Rows(20);
        List<ExampleRecord> copied = [.. rows, rows[3], rows[3], rows[5], rows[7], rows[9]];
        for (var seed = 0; seed < 5; seed++)
        {
            var split = Split(copied, new DataConfig { Validation = 4 }, seed);
            Assert.Equal(5, split.Copies);
            Assert.Equal((12, 4, 4), (split.Train.Count, split.Validation.Count, split.Test.Count));
            foreach (var at in (int[])[3, 5, 7, 9]) Assert.Contains(split.Train, row => row.Key == RowKey.Of(rows[at]));
            Assert.Equal(20, split.Train.Concat(split.Validation).Concat(split.Test).Select(row => row.Key).Distinct().Count());
        }

        // Every row twice: the counts are met all the same, and no row stands in two parts.
        var doubled = Split([.. rows, .. rows], new DataConfig { Validation = 4 }, 0);
        Assert.Equal((12, 4, 4, 20), (doubled.Train.Count, doubled.Validation.Count, doubled.Test.Count, doubled.Copies));
        Assert.Equal(20, doubled.Train.Concat(doubled.Validation).Concat(doubled.Test).Select(row => row.Key).Distinct().Count());
    }

    [Fact]
    public void Counts_are_met_exactly_or_refused()
    {
        var rows = Rows(20);
        List<ExampleRecord> copied = [.. rows[..10], .. rows[..10]];
        Assert.Equal(8, DatasetSplit.LabelledRows(User(copied, "acme"), new DataConfig()));
        Assert.Equal((6, 2), (Split(copied, new DataConfig { ExamplesPerUser = 8, Validation = 2 }, 1).Train.Count, Split(copied, new DataConfig { ExamplesPerUser = 8, Validation = 2 }, 1).Validation.Count));
        Assert.Contains("8 labelled rows, 10 copies not counted", Assert.Throws<InputException>(() => Split(copied, new DataConfig { ExamplesPerUser = 9 }, 1)).Message);
        Assert.Contains("data.validation", Assert.Throws<InputException>(() => Split(copied, new DataConfig { Validation = 8 }, 1)).Message);
        Assert.Contains("all of which", Assert.Throws<InputException>(() => Split([rows[0], rows[0]], new DataConfig(), 1)).Message);

        // 0.07 × 100 is a little more than seven in binary numbers.
        Assert.Equal(7, Split(Rows(100), new DataConfig { TestShare = 0.07 }, 1).Test.Count);
    }

    [Fact]
    public void Rows_of_one_input_are_parted_in_one_place_at_most()
    {
        List<ExampleRecord> rows = [.. Enumerable.Range(0, 60).Select(i => new ExampleRecord($"in {i / 3}", $"out {i}", [$"out {i}"], null, null, i + 1))];
        var split = Split(rows, new DataConfig { Validation = 10 }, 3);
        Assert.True(Prompts(split.Test).Distinct().Intersect(Prompts(split.Train).Concat(Prompts(split.Validation)).Distinct()).Count() <= 1);
        Assert.True(Prompts(split.Train).Distinct().Intersect(Prompts(split.Validation).Distinct()).Count() <= 1);
    }

    [Fact]
    public void What_users_have_in_common_is_counted()
    {
        var rows = Rows(8);
        ExampleRecord Other(int at) => rows[at] with { Output = "another", References = ["another"] };
        UserRows[] users =
        [
            new("a", null, "a", [rows[0], rows[1], rows[1], rows[2]], "a", [rows[0], Other(1), rows[5], rows[5]]),
            new("b", null, "b", [rows[3], rows[4]], "b", [Other(2), rows[6]]),
            new("c", null, "c", [rows[7]], "c", [new ExampleRecord("alone", "x", ["x"], null, null, 1)]),
        ];
        var overlaps = UserOverlap.Of(DatasetSplit.Of(users, new DataConfig(), new PromptConfig(), 0));
        Assert.Equal([new UserOverlap("a", 4, 1, 1, 1, 0, 2, 0, 1), new UserOverlap("b", 2, 0, 0, 0, 0, 0, 1, 1)], overlaps);
        var said = UserOverlap.Say(overlaps);
        Assert.StartsWith("warning: 1 of 4 test rows of \"a\" were learned from", said[0]);
        Assert.Contains(said, line => line.Contains("\"b\": the input of 1 of 2 test rows stands in another user's"));
        Assert.Contains(said, line => line.Contains("\"a\": 1 row is a copy"));
        Assert.Contains(said, line => line.Contains("\"a\": 1 of 4 test rows are copies"));
    }

    /// <summary>Reference: the split and overlaps of these rows by a version that held everything at once.</summary>
    [Theory]
    [InlineData(StoredRows.MostWhole)]
    [InlineData(1000)]
    public void Many_rows_are_split_as_when_all_were_held_at_once(int mostWhole)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["rows.jsonl"], Lines("a", 270_000, 250_000, 0).Concat(Lines("b", 3_000, 2_900, 100_000)));
        var rows = StoredRows.ByUser(folder["rows.jsonl"], "user", mostWhole).Select(user => new UserRows(user.User, null, "rows.jsonl", user.Rows, "rows.jsonl", null));
        var split = DatasetSplit.Of([.. rows], new DataConfig { ExamplesPerUser = 1500, Validation = 10, TestShare = 0.3 }, new PromptConfig(), 0);
        Assert.Equal(
            [
                new RowHashes("9977de68c383cc9849f042e94ffdb29ae0b66bc320358175c8bf1e4072424e5f", "6786ee9169af59d1c15273223104247bbcb8a4fc68ca908ac6690cbd8a33634f", "0605841123efd5111bbb8c23330e4942d1c60d660ae7fc20ca592c4fe8334b7a"),
                new RowHashes("563805fb17f40613142a2f4505c658ef104aef8c0636120cb3ef2093fe4f2de1", "ab2c6849478e14d4d746ddcdff369f098cde1e5af22e201c29e69557b537f25a", "03c9f18d67019bb95a0eed577623850aaefd367a1052b80b1f7eacc4ba0a332d"),
            ],
            split.Select(RowHashes.Of));
        Assert.Equal([new UserOverlap("a", 75_000, 20_000, 0, 0, 0, 0, 54, 939), new UserOverlap("b", 870, 100, 0, 0, 0, 0, 0, 939)], UserOverlap.Of(split));

        static IEnumerable<string> Lines(string user, int rows, int distinct, int from) =>
            Enumerable.Range(0, rows).Select(i => from + i % distinct).Select(number => $$"""{"user":"{{user}}","input":"number {{number}}","output":"{{number * 7}}"}""");
    }

    private static UserDataset Split(IReadOnlyList<ExampleRecord> rows, DataConfig config, long seed, string user = "acme") =>
        DatasetSplit.Of([User(rows, user)], config, new PromptConfig(), seed).Single();

    private static UserRows User(IReadOnlyList<ExampleRecord> rows, string user) => new(user, null, "rows.jsonl", rows, "rows.jsonl", null);

    private static ExampleRecord[] Rows(int count) => [.. Enumerable.Range(0, count).Select(i => new ExampleRecord($"ticket {i}", $"answer {i}", [$"answer {i}"], null, null, i + 1))];

    private static List<string> Prompts(IEnumerable<Example> rows) => [.. rows.Select(row => row.Prompt)];
}
