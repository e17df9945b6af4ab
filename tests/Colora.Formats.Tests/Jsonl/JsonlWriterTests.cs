using Colora.Formats.Jsonl;

namespace Colora.Formats.Tests.Jsonl;

public sealed class JsonlWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Bytes_are_plain()
    {
        JsonlWriter.Write(folder["x"], [1, 2], (json, i) =>
        {
            json.WriteStartObject();
            json.WriteString("t", $"é\n'<{i}>");
            json.WriteEndObject();
        });
        Assert.Equal("{\"t\":\"é\\n'<1>\"}\n{\"t\":\"é\\n'<2>\"}\n"u8, File.ReadAllBytes(folder["x"]));
    }

    [Fact]
    public void Rows_are_copied()
    {
        var path = folder.Write("x", "{\"b\": 1.50, \"a\": [ ]}\n\n{}\n");
        JsonlWriter.Write(folder["y"], JsonlReader.Read(path).Select(r => r.Value));
        Assert.Equal("{\"b\":1.50,\"a\":[]}\n{}\n", File.ReadAllText(folder["y"]));
    }

    [Fact]
    public void An_incomplete_row_leaves_the_old_file()
    {
        folder.Write("x", "old");
        Assert.Throws<InvalidOperationException>(() => JsonlWriter.Write(folder["x"], [1], (json, _) => json.WriteStartObject()));
        Assert.Throws<InvalidOperationException>(() => JsonlWriter.Write(folder["x"], [1], (_, _) => { }));
        Assert.Equal("old", File.ReadAllText(folder["x"]));
        Assert.Single(Directory.GetFiles(folder.Path));
    }
}
