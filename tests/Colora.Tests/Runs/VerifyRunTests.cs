using System.Text.Json;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Runs.Verify;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Tests.Model;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>The comparison that users run, on every model and adapter of the references.</summary>
public sealed class VerifyRunTests
{
    [Theory]
    [MemberData(nameof(ArchitectureTests.References), MemberType = typeof(ArchitectureTests))]
    public void Models_agree(string name)
    {
        var cases = VerifyRun.Execute(new VerifyRequest(SharedData.Require("models", name), null, SharedData.Require("models", name, "reference.safetensors"), null, new EngineConfig { Dtype = WeightType.Float32 }));
        Assert.All(cases, one => Assert.True(one.Agrees, one.ToString()));
        Assert.Contains(cases, one => one.Greedy == true);
    }

    [Theory]
    [MemberData(nameof(ArchitectureTests.Adapters), MemberType = typeof(ArchitectureTests))]
    public void Adapters_agree_active_and_merged(string name)
    {
        var folder = SharedData.Require("reference", "peft", name);
        using var info = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "base.json")));
        var model = SharedData.Require("models", info.RootElement.GetProperty("base_model").GetString()!);
        var cases = VerifyRun.Execute(new VerifyRequest(model, null, Path.Combine(folder, "reference.safetensors"), folder, new EngineConfig { Dtype = WeightType.Float32 }));
        Assert.All(cases, one => Assert.True(one.Agrees, one.ToString()));
        Assert.Contains(cases, one => one.Merged is not null);
    }

    [Fact]
    public void One_changed_weight_is_seen()
    {
        using var folder = new TemporaryFolder();
        var source = SharedData.Require("models", "tiny-llama-tied");
        foreach (var file in Directory.GetFiles(source))
        {
            var copy = folder[Path.GetFileName(file)];
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }

        var path = folder["model.safetensors"];
        var bytes = File.ReadAllBytes(path);
        BitConverter.GetBytes(BitConverter.ToSingle(bytes, bytes.Length - 8) + 0.5f).CopyTo(bytes, bytes.Length - 8);
        File.WriteAllBytes(path, bytes);
        var cases = VerifyRun.Execute(new VerifyRequest(folder.FullPath, null, Path.Combine(source, "reference.safetensors"), null, new EngineConfig { Dtype = WeightType.Float32 }));
        Assert.Contains(cases, one => !one.Agrees);
    }

    /// <summary>What the tensor library would end with an error of its own, or read past the end of.</summary>
    [Theory]
    [InlineData("c.input_ids", new long[] { 3 }, 1, "[rows, tokens]")]
    [InlineData("c.input_ids", new long[] { 0, 3 }, 1, "[rows, tokens]")]
    [InlineData("c.input_ids", new long[] { 1, 3 }, 999_999, "holds 999999")]
    [InlineData("c.input_ids", new long[] { 1, 3 }, -1, "holds -1")]
    [InlineData("c.attention_mask", new long[] { 1, 2 }, 1, "has shape [1, 2]")]
    [InlineData("c.attention_mask", new long[] { 1, 3 }, 7, "holds 7")]
    [InlineData("c.position_ids", new long[] { 3 }, 1, "has shape [3]")]
    [InlineData("c.labels", new long[] { 1, 3 }, -7, "or -100")]
    [InlineData("c.labels", new long[] { 1, 3 }, 999_999, "holds 999999")]
    [InlineData("c.logits_tail", new long[] { 3 }, 1, "has shape [3]")]
    [InlineData("c.logits_tail", new long[] { 1, 9, 264 }, 1, "1 … 3")]
    [InlineData("c.loss", new long[] { 2 }, 1, "one number")]
    [InlineData("c.output_ids", new long[] { 1, 2 }, 1, "3 or more")]
    [InlineData("c.output_ids", new long[] { 5 }, 1, "[rows, tokens]")]
    public void A_tensor_that_does_not_fit_is_refused_by_name(string name, long[] shape, long value, string mentions)
    {
        using var folder = new TemporaryFolder();
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        var parts = new Dictionary<string, TensorSource> { ["c.input_ids"] = Whole("c.input_ids", [1, 3], 1), ["c.labels"] = Whole("c.labels", [1, 3], 2), ["c.loss"] = TensorSource.FromSingles("c.loss", [], [1]) };
        parts[name] = name is "c.logits_tail" or "c.loss" ? TensorSource.FromSingles(name, shape, new float[shape.Aggregate(1L, (a, b) => a * b)]) : Whole(name, shape, value);
        SafetensorsWriter.Write(folder["reference.safetensors"], [.. parts.Values]);
        var message = Assert.Throws<InputException>(() => VerifyRun.Execute(new VerifyRequest(folder["model"], null, folder["reference.safetensors"], null, new EngineConfig { Dtype = WeightType.Float32, Threads = 1 }))).Message;
        Assert.Contains(name, message);
        Assert.Contains(mentions, message);

        static TensorSource Whole(string name, long[] shape, long value) => TensorSource.FromInt64(name, shape, [.. Enumerable.Repeat(value, (int)shape.Aggregate(1L, (a, b) => a * b))]);
    }

    [Fact]
    public void A_missing_tensor_of_an_adapter_is_an_error_and_not_a_warning()
    {
        using var folder = new TemporaryFolder();
        var source = SharedData.Require("reference", "peft", "llama-qv");
        var config = File.ReadAllText(Path.Combine(source, "adapter_config.json")).Replace("\"q_proj\"", "\"q_proj\", \"o_proj\"");
        File.WriteAllText(folder["adapter_config.json"], config);
        File.WriteAllBytes(folder["adapter_model.safetensors"], File.ReadAllBytes(Path.Combine(source, "adapter_model.safetensors")));
        using var model = ModelLoader.Load(SharedData.Require("models", "tiny-llama"), ComputeEngine.Reference);
        var error = Assert.Throws<Colora.Formats.InputException>(() => PeftImporter.Read(folder.FullPath, model));
        Assert.Contains("o_proj", error.Message);
    }
}
