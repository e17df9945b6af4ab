using Colora.Formats.HuggingFace;

namespace Colora.Formats.Tests.HuggingFace;

public sealed class GenerationConfigFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"eos_token_id":2,"bos_token_id":1,"pad_token_id":0}""", null, new[] { 2 }, 1, 0)]
    [InlineData("""{"eos_token_id":[2,5]}""", """{"eos_token_id":9,"bos_token_id":1}""", new[] { 2, 5 }, 1, null)]
    [InlineData("""{"eos_token_id":null}""", """{"eos_token_id":9}""", new[] { 9 }, null, null)]
    [InlineData(null, """{"eos_token_id":[9]}""", new[] { 9 }, null, null)]
    [InlineData(null, null, new int[0], null, null)]
    public void Ids_with_fallback(string? generation, string? config, int[] eos, int? bos, int? pad)
    {
        if (generation is not null) folder.Write("generation_config.json", generation);
        if (config is not null) folder.Write("config.json", config);
        var ids = GenerationConfigFile.Read(folder.Path);
        Assert.Equal(eos, ids.EosTokenIds);
        Assert.Equal((bos, pad), (ids.BosTokenId, ids.PadTokenId));
    }

    [Fact]
    public void Other_types_are_refused()
    {
        folder.Write("generation_config.json", """{"eos_token_id":["2"],"bos_token_id":"x"}""");
        Refusal.Of(() => GenerationConfigFile.Read(folder.Path), "generation_config.json", "'eos_token_id'", "'2'");
    }

    [Fact]
    public void Shared_models_end_with_an_id()
    {
        foreach (var path in SharedFiles.Files("models", "generation_config.json"))
            Assert.NotEmpty(GenerationConfigFile.Read(Path.GetDirectoryName(path)!).EosTokenIds);
    }
}
