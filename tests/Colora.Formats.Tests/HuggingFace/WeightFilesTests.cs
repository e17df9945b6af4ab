using Colora.Formats.HuggingFace;
using Colora.Formats.Safetensors;

namespace Colora.Formats.Tests.HuggingFace;

public sealed class WeightFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_single_file_wins()
    {
        folder.Write(WeightIndexFile.FileName, "not read");
        var single = folder.Write("model.safetensors", "");
        Assert.Equal([single], WeightFiles.Locate(folder.Path));
    }

    [Fact]
    public void Shards_are_sorted_and_distinct()
    {
        folder.Write(WeightIndexFile.FileName, """{"metadata":{},"weight_map":{"x":"b.safetensors","y":"a.safetensors","z":"b.safetensors"}}""");
        var b = folder.Write("b.safetensors", "");
        Refusal.Of(() => WeightFiles.Locate(folder.Path), WeightIndexFile.FileName, "1 of 2 shards are missing", "'a.safetensors'");
        var a = folder.Write("a.safetensors", "");
        Assert.Equal([a, b], WeightFiles.Locate(folder.Path));
        Assert.Equal(["x", "y", "z"], WeightIndexFile.Read(folder[WeightIndexFile.FileName]).WeightMap.Keys);
    }

    [Fact]
    public void Folders_without_safetensors_are_told()
    {
        Refusal.Of(() => WeightFiles.Locate(folder["none"]), "no such folder");
        Refusal.Of(() => WeightFiles.Locate(folder.Path), "no weights", "model.safetensors");
        folder.Write("pytorch_model.bin", "");
        Refusal.Of(() => WeightFiles.Locate(folder.Path), "only pytorch_model.bin", "convert");
    }

    [Theory]
    [InlineData("../other/model.safetensors")]
    [InlineData("/etc/model.safetensors")]
    [InlineData("sub/model.safetensors")]
    [InlineData("sub\\\\model.safetensors")]
    [InlineData("c:model.safetensors")]
    [InlineData("..safetensors")]
    [InlineData(".safetensors")]
    [InlineData("model.bin")]
    [InlineData("a\\n.safetensors")]
    [InlineData("")]
    public void Entries_that_leave_the_folder_are_refused(string file)
    {
        var path = folder.Write(WeightIndexFile.FileName, $$$"""{"weight_map":{"x":"{{{file}}}"}}""");
        Refusal.Of(() => WeightIndexFile.Read(path), WeightIndexFile.FileName, "'weight_map.x'", "in the same folder");
    }

    [Theory]
    [InlineData("{}", "'weight_map' is missing")]
    [InlineData("""{"weight_map":{}}""", "at least one tensor")]
    [InlineData("""{"weight_map":[]}""", "an object")]
    [InlineData("""{"weight_map":{"x":1}}""", "'weight_map.x' is the number 1")]
    public void A_bad_map_is_refused(string json, string fragment) =>
        Refusal.Of(() => WeightIndexFile.Read(folder.Write("i.json", json)), "i.json", fragment);

    [Fact]
    public void The_shared_index_names_what_the_shards_hold()
    {
        var model = SharedFiles.Folder("models/tiny-llama-bf16-sharded");
        var index = WeightIndexFile.Read(Path.Combine(model, WeightIndexFile.FileName));
        var paths = WeightFiles.Locate(model);
        Assert.Equal(3, paths.Count);
        foreach (var path in paths)
        {
            using var file = SafetensorsFile.Open(path);
            var expected = index.WeightMap.Where(p => p.Value == Path.GetFileName(path)).Select(p => p.Key);
            Assert.Equal(expected.Order(StringComparer.Ordinal), file.Tensors.Keys.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_shared_model_has_weights()
    {
        foreach (var path in SharedFiles.Files("models", "config.json"))
            Assert.NotEmpty(WeightFiles.Locate(Path.GetDirectoryName(path)!));
    }
}
