using System.Security.Cryptography;
using System.Text.Json;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Xunit;

namespace Colora.Synthetic.Tests.Samples;

public sealed class SampleModelTests
{
    private const string Weights = "model.safetensors";

    private static readonly SampleModelShape Odd = new(SampleModelShape.SmallestVocabulary, 20, 13, 3, 6, 2, 8, TieEmbeddings: true);

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_other_weights()
    {
        using var folder = new TemporaryFolder();
        SampleModel.Write(folder["one"], Odd, 7);
        SampleModel.Write(folder["two"], Odd, 7);
        SampleModel.Write(folder["other"], Odd, 8);
        var files = Directory.GetFiles(folder["one"]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(["config.json", "generation_config.json", Weights, "tokenizer.json", "tokenizer_config.json"], files);
        Assert.All(files, f => Assert.Equal(File.ReadAllBytes(folder["one", f]), File.ReadAllBytes(folder["two", f])));
        Assert.NotEqual(File.ReadAllBytes(folder["one", Weights]), File.ReadAllBytes(folder["other", Weights]));
    }

    [Fact]
    public void The_bytes_are_these_on_every_platform()
    {
        using var folder = new TemporaryFolder();
        SampleModel.Write(folder["tiny"], SampleModelShape.Tiny, 1);
        const string Expected = "72845350BE533879C7A0CED2CC15DF24159DC503FA3366EDF7FF66E2D7989333"; // computed by another program, too
        Assert.Equal(Expected, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(folder["tiny", Weights]))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_loads_and_its_logits_are_neither_flat_nor_wild(bool tied)
    {
        using var folder = new TemporaryFolder();
        SampleModel.Write(folder["model"], SampleModelShape.Tiny with { TieEmbeddings = tied }, 3);
        var model = DoubleLlama.Load(folder["model"]);
        var logits = model.Forward(new DoubleBatch(2, 12, new DoubleNoise(4).Integers(24, 3, 259))).Logits;
        Assert.All(logits, x => Assert.True(double.IsFinite(x)));
        Assert.InRange(Math.Sqrt(logits.Average(x => x * x)), .5, 2);
    }

    [Fact]
    public void What_came_before_changes_the_logits_of_the_last_token()
    {
        using var folder = new TemporaryFolder();
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 3);
        var model = DoubleLlama.Load(folder["model"]);
        var one = model.Forward(new DoubleBatch(1, 4, [100, 101, 102, 103])).LogitsAt(3).ToArray();
        var other = model.Forward(new DoubleBatch(1, 4, [110, 101, 102, 103])).LogitsAt(3).ToArray();
        Assert.InRange(ReferenceTensors.LargestDifference(one, other), .1, 10);
    }

    [Fact]
    public void Names_and_shapes_are_those_of_a_llama_checkpoint()
    {
        using var folder = new TemporaryFolder();
        SampleModel.Write(folder["model"], Odd, 1);
        using var file = SafetensorsFile.Open(folder["model", Weights]);
        Assert.DoesNotContain("lm_head.weight", file.Tensors.Keys);
        Assert.Equal(2 + 9 * Odd.Layers, file.Tensors.Count);
        Assert.Equal([48, 20], file["model.layers.2.self_attn.q_proj.weight"].Shape);
        Assert.Equal([16, 20], file["model.layers.0.self_attn.v_proj.weight"].Shape);
        Assert.Equal([20, 13], file["model.layers.1.mlp.down_proj.weight"].Shape);
        Assert.Equal([20], file["model.norm.weight"].Shape);
        Assert.Equal(Odd.ParameterCount, file.Tensors.Values.Sum(t => t.ElementCount));
    }

    [Fact]
    public void BFloat16_weights_are_the_rounded_single_ones()
    {
        using var folder = new TemporaryFolder();
        SampleModel.Write(folder["f32"], Odd, 5);
        SampleModel.Write(folder["bf16"], Odd, 5, bfloat16: true);
        using var exact = SafetensorsFile.Open(folder["f32", Weights]);
        using var rounded = SafetensorsFile.Open(folder["bf16", Weights]);
        foreach (var name in exact.Tensors.Keys)
        {
            Assert.Equal(ElementType.BFloat16, rounded[name].Type);
            foreach (var (x, y) in exact.ReadSingles(name).Zip(rounded.ReadSingles(name)))
                Assert.True(Math.Abs(x - y) <= Math.Abs(x) / 256, $"{name}: {y} for {x}");
        }

        using var config = JsonDocument.Parse(File.ReadAllText(folder["bf16", "config.json"]));
        Assert.Equal("bfloat16", config.RootElement.GetProperty("dtype").GetString());
    }

    [Fact]
    public void Weights_have_the_stated_mean_and_deviation()
    {
        using var folder = new TemporaryFolder();
        SampleModel.Write(folder["tiny"], SampleModelShape.Tiny, 9);
        using var file = SafetensorsFile.Open(folder["tiny", Weights]);
        AssertMoments(file.ReadSingles("model.embed_tokens.weight"), 1);
        AssertMoments(file.ReadSingles("model.layers.1.mlp.down_proj.weight"), 1 / Math.Sqrt(176));
        AssertMoments(file.ReadSingles("lm_head.weight"), 1 / Math.Sqrt(64));
        Assert.All(file.ReadSingles("model.layers.0.input_layernorm.weight"), x => Assert.Equal(1, x));
    }

    [Fact]
    public void The_large_preset_has_the_size_of_its_namesake()
    {
        Assert.Equal(134_515_008, SampleModelShape.SmolLm2_135M.ParameterCount);
        Assert.Equal(126_272, SampleModelShape.Tiny.ParameterCount);
    }

    [Fact]
    public void A_folder_with_something_in_it_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mine.txt"], "mine");
        var e = Assert.Throws<InputException>(() => SampleModel.Write(folder.FullPath, Odd, 1));
        Assert.StartsWith(folder.FullPath, e.Message);
        Assert.Throws<InputException>(() => SampleModel.Write(folder["mine.txt"], Odd, 1));
        Assert.Equal(["mine.txt"], Directory.GetFileSystemEntries(folder.FullPath).Select(Path.GetFileName));
        Assert.Equal("mine", File.ReadAllText(folder["mine.txt"]));
    }

    [Fact]
    public void An_empty_folder_is_filled()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["model"]);
        SampleModel.Write(folder["model"], Odd, 1);
        Assert.True(File.Exists(folder["model", Weights]));
    }

    [Fact]
    public void Sizes_that_make_no_model_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        AssertRefused(Odd with { VocabularySize = 258 }, nameof(SampleModelShape.VocabularySize));
        AssertRefused(Odd with { HeadDim = 7 }, nameof(SampleModelShape.HeadDim));
        AssertRefused(Odd with { KeyValueHeads = 4 }, nameof(SampleModelShape.KeyValueHeads));
        AssertRefused(Odd with { Layers = 0 }, nameof(SampleModelShape.Layers));
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullPath));

        void AssertRefused(SampleModelShape shape, string name) =>
            Assert.StartsWith(name, Assert.Throws<ArgumentException>(() => SampleModel.Write(folder["model"], shape, 1)).Message);
    }

    private static void AssertMoments(float[] values, double deviation)
    {
        var noise = deviation / Math.Sqrt(values.Length);
        Assert.InRange(values.Average(x => (double)x), -5 * noise, 5 * noise);
        Assert.InRange(Math.Sqrt(values.Average(x => (double)x * x)), deviation - 5 * noise, deviation + 5 * noise);
    }
}
