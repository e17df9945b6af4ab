using System.Text;
using Colora.Formats.Jsonl;
using CsCheck;

namespace Colora.Formats.Tests.Jsonl;

public sealed class JsonlReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lines_are_counted_and_blank_ones_skipped()
    {
        var path = folder.Write("x.jsonl", "\uFEFF{\"a\":1}\r\n\r\n \t\n{\"a\":4}\n{\"a\":5}");
        Assert.Equal([(1, 1), (4, 4), (5, 5)], JsonlReader.Read(path).Select(r => (r.Line, r.Value.GetProperty("a").GetInt32())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("\uFEFF")]
    public void Nothing_is_no_rows(string text) => Assert.Empty(JsonlReader.Read(folder.Write("x.jsonl", text)));

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":}\n", "x.jsonl:2", "malformed JSON at byte 6")]
    [InlineData("{\"a\":1}\n\n[1]\n", "x.jsonl:3", "an array", "an object")]
    [InlineData("{\"a\":1\n}", "x.jsonl:1", "malformed")]
    [InlineData("{\"a\":1} {\"a\":2}", "x.jsonl:1", "malformed")]
    [InlineData("{\"a\":\"\\ud83d\"}", "x.jsonl:1", "surrogate")]
    [InlineData("{}\n\uFEFF{}", "x.jsonl:2", "malformed")]
    public void Bad_rows_are_told_with_their_line(string text, params string[] fragments)
    {
        var path = folder.Write("x.jsonl", text);
        Refusal.Of(() => _ = JsonlReader.Read(path).Count(), fragments);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_told_with_their_position()
    {
        byte[] bytes = [.. "{}\n{\"a\":\"é"u8, 0xE9, .. "\"}\n"u8];
        Refusal.Of(() => _ = JsonlReader.Read(folder.Write("x.jsonl", bytes)).Count(), "x.jsonl:2", "not UTF-8 at byte 9");
    }

    [Fact]
    public void Missing_file_is_told() => Refusal.Of(() => _ = JsonlReader.Read(folder["none"]).Count(), "none", "no such file");

    [Fact]
    public void Rows_before_a_bad_one_are_given()
    {
        using var rows = JsonlReader.Read(folder.Write("x.jsonl", "{\"a\":1}\nbad")).GetEnumerator();
        Assert.True(rows.MoveNext());
        Refusal.Of(() => rows.MoveNext(), "x.jsonl:2");
    }

    [Fact]
    public void Rows_outlive_the_reading()
    {
        var path = folder.Write("x.jsonl", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"a\":{i}}}\n")));
        var rows = JsonlReader.Read(path).ToList();
        Assert.Equal(Enumerable.Range(0, 20_000), rows.Select(r => r.Value.GetProperty("a").GetInt32()));
    }

    [Fact]
    public void A_line_longer_than_the_buffer()
    {
        var text = new string('é', 300_000);
        var path = folder.Write("x.jsonl", $"{{\"a\":\"{text}\"}}\n{{\"a\":\"b\"}}\n");
        Assert.Equal([text, "b"], JsonlReader.Read(path).Select(r => r.Value.GetProperty("a").GetString()));
    }

    [Fact]
    public void A_file_without_line_ends_is_refused_before_it_fills_the_memory()
    {
        var path = folder["x.jsonl"];
        using (var stream = File.Create(path)) stream.SetLength(1L << 40);
        Refusal.Of(() => _ = JsonlReader.Read(path).Count(), "x.jsonl:1", "a line of over 67108864 bytes");
    }

    [Fact]
    public void Any_strings_come_back_as_written()
    {
        Gen.String[0, 40].List[0, 20].Sample(
            list =>
            {
                var texts = list.Where(s => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s)) == s).ToList();
                JsonlWriter.Write(folder["x.jsonl"], texts, (json, text) =>
                {
                    json.WriteStartObject();
                    json.WriteString("t", text);
                    json.WriteEndObject();
                });
                Assert.Equal(texts, JsonlReader.Read(folder["x.jsonl"]).Select(r => r.Value.GetProperty("t").GetString()));
            },
            iter: 200,
            threads: 1);
    }
}
