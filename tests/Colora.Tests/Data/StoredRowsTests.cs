using Colora.Data;
using Colora.Formats;
using Colora.Formats.Jsonl;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Data;

/// <summary>Rows that stay in their file are the rows that a reading of the whole file gives.</summary>
public sealed class StoredRowsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("\n", "", 40)]
    [InlineData("\r\n", "", 39)]
    [InlineData("\n\n  \n", "\uFEFF", 40)]
    [InlineData("\r\n", "\uFEFF", 0)]
    public void Each_row_is_read_again_from_its_place(string end, string begin, int mostWhole)
    {
        string Text(int i) => $$"""{"input":"é {{i}} {{new string('x', i * 7000 % 90001)}}","output":["ü {{i}}","y"],"who":"{{(i % 3 == 0 ? "b" : "a")}}"}""";
        File.WriteAllText(folder["rows.jsonl"], begin + string.Concat(Enumerable.Range(0, 40).Select(i => Text(i) + end)));
        var whole = ExampleReader.Read(folder["rows.jsonl"], "who");
        foreach (var (user, rows) in StoredRows.ByUser(folder["rows.jsonl"], "who", mostWhole))
        {
            var own = whole.Where(row => row.User == user).ToList();
            Assert.Equal(own.Select(row => (row.Input, row.Output, row.Line)), rows.Select(row => (row.Input, row.Output, row.Line)));
            Assert.Equal(own.Select(row => string.Join('|', row.References)), rows.Reverse().Select(row => string.Join('|', row.References)).Reverse());
            Assert.Equal(own.Select(row => new RowMark(RowKey.Of(row))), rows.Marks);
            Assert.Equal(own.Select(RowKey.Of), Enumerable.Range(0, rows.Count).Select(i => new RowKey(rows.InputOf(i), rows.Marks[i].Row)));
        }

        Assert.Equal(["b", "a"], StoredRows.ByUser(folder["rows.jsonl"], "who").Select(user => user.User));
        Assert.Equal(40, StoredRows.Of(folder["rows.jsonl"]).Count);
    }

    [Fact]
    public void Rows_of_many_files_are_read_in_turn()
    {
        foreach (var name in (string[])["a", "b"]) File.WriteAllLines(folder[name], Enumerable.Range(0, 3).Select(i => $$"""{"input":"{{name}}{{i}}","output":"y"}"""));
        var (a, b) = (StoredRows.Of(folder["a"]), StoredRows.Of(folder["b"]));
        for (var i = 2; i >= 0; i--) Assert.Equal(($"a{i}", $"b{i}"), (a[i].Input, b[i].Input));
    }

    [Fact]
    public void A_file_that_changes_while_it_is_in_use_is_refused()
    {
        File.WriteAllLines(folder["rows.jsonl"], Enumerable.Range(0, 900).Select(i => $$"""{"input":"in {{i}}","output":"y"}"""));
        var rows = StoredRows.Of(folder["rows.jsonl"]);
        foreach (var cut in (long[])[4, 1000])
        {
            Assert.Equal(("in 899", "in 0"), (rows[899].Input, rows[0].Input));
            using (var file = new FileStream(folder["rows.jsonl"], FileMode.Open)) file.SetLength(file.Length - cut);
            Assert.Contains("rows.jsonl:900", Assert.Throws<InputException>(() => rows[899]).Message);
            File.WriteAllLines(folder["rows.jsonl"], Enumerable.Range(0, 900).Select(i => $$"""{"input":"in {{i}}","output":"y"}"""));
            Assert.Equal("in 0", rows[0].Input);
        }

        var other = StoredRows.Of(Written("other.jsonl"));
        File.Delete(folder["other.jsonl"]);
        Assert.Contains("other.jsonl", Assert.Throws<InputException>(() => other[0]).Message);
        File.WriteAllText(folder["empty.jsonl"], "\n");
        Assert.Contains("no rows", Assert.Throws<InputException>(() => StoredRows.Of(folder["empty.jsonl"])).Message);
    }

    public void Dispose() => folder.Dispose();

    private string Written(string name)
    {
        File.WriteAllText(folder[name], "{\"input\":\"x\",\"output\":\"y\"}\n");
        return folder[name];
    }
}
