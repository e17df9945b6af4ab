using Colora.Formats.Datasets;

namespace Colora.Formats.Tests.Datasets;

public sealed class PresetsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lookup_by_name()
    {
        var presets = Read("""{"note":"x","presets":[{"name":"p","collection":"c","tasks":["a","b"],"similarity":"high","why":"w","families":[]},{"name":"q","collection":"c","tasks":["a"]}]}""");
        Assert.Equal(["p", "q"], presets.Presets.Select(p => p.Name));
        Assert.Equal(("c", "high", "w"), (presets["p"].Collection, presets["p"].Similarity, presets["p"].Why));
        Assert.Equal(["a", "b"], presets["p"].Tasks);
        Refusal.Of(() => _ = presets["r"], "presets.json", "no preset 'r'", "p, q");
    }

    [Theory]
    [InlineData("{}", "'presets' is missing")]
    [InlineData("""{"presets":[{"collection":"c","tasks":["a"]}]}""", "'presets[0].name' is missing")]
    [InlineData("""{"presets":[{"name":"p","tasks":["a"]}]}""", "'presets[0].collection' is missing")]
    [InlineData("""{"presets":[{"name":"p","collection":"../c","tasks":["a"]}]}""", "begins with a dot")]
    [InlineData("""{"presets":[{"name":"p","collection":"c","tasks":[]}]}""", "'presets[0].tasks'")]
    [InlineData("""{"presets":[{"name":"p","collection":"c"}]}""", "'presets[0].tasks' is missing")]
    [InlineData("""{"presets":[{"name":"p","collection":"c","tasks":["a","a"]}]}""", "distinct")]
    [InlineData("""{"presets":[{"name":"p","collection":"c","tasks":["a"]},{"name":"p","collection":"c","tasks":["a"]}]}""", "'presets[1].name'")]
    public void Bad_presets_are_refused(string json, string fragment) => Refusal.Of(() => Read(json), "presets.json", fragment);

    [Fact]
    public void Tasks_of_the_shared_presets_are_in_their_collections()
    {
        var data = SharedFiles.Folder("data");
        var presets = PresetsFile.Read(Path.Combine(data, PresetsFile.FileName));
        Assert.NotEmpty(presets.Presets);
        foreach (var preset in presets.Presets)
        {
            var manifest = DatasetManifestFile.Read(Path.Combine(data, preset.Collection));
            Assert.All(preset.Tasks, task => Assert.Equal(task, manifest[task].Name));
            Assert.NotNull(preset.Why);
        }
    }

    private PresetsFile Read(string json) => PresetsFile.Read(folder.Write("presets.json", json));
}
