using Colora.Formats.HuggingFace;

namespace Colora.Formats.Tests.HuggingFace;

public sealed class ModelConfigFileTests
{
    [Fact]
    public void Every_shared_model_has_its_type_and_vocabulary()
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in SharedFiles.Files("models", "config.json"))
        {
            var config = ModelConfigFile.Read(Path.GetDirectoryName(path)!);
            types.Add(config.ModelType);
            if (!config.Has("text_config")) Assert.InRange(config.GetInt("vocab_size"), 1, 1 << 20);
        }

        Assert.Superset(new SortedSet<string>(StringComparer.Ordinal) { "gpt2", "gpt_neox", "llama", "mistral", "qwen2", "qwen3" }, types);
    }

    [Fact]
    public void Keys_of_known_models()
    {
        var mistral = ModelConfigFile.Read(SharedFiles.Folder("models/tiny-mistral"));
        Assert.Null(mistral.OptionalInt("head_dim"));
        Assert.False(mistral.Has("head_dim"));
        Assert.Equal(7, mistral.GetInt("sliding_window"));

        var rope = ModelConfigFile.Read(SharedFiles.Folder("models/tiny-llama-rope3")).OptionalSection("rope_scaling")!;
        Assert.Equal("llama3", rope.GetString("rope_type"));
        Assert.Equal(64, rope.GetInt("original_max_position_embeddings"));
    }

    [Fact]
    public void A_folder_without_config_is_told()
    {
        using var folder = new TemporaryFolder();
        Refusal.Of(() => ModelConfigFile.Read(folder.Path), "config.json", "no such file");
        folder.Write("config.json", "{}");
        Refusal.Of(() => _ = ModelConfigFile.Read(folder.Path).ModelType, "config.json", "'model_type' is missing");
    }
}
