using System.Text.Json;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Runs;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>The comparison that users run, on every llama model and adapter of the references.</summary>
public sealed class VerifyRunTests
{
    public static TheoryData<string> Models =>
        ["stories260k", "tiny-llama", "tiny-llama-tied", "tiny-llama-bias", "tiny-llama-rope3", "tiny-llama-linear", "tiny-llama-bf16-sharded", "tiny-llama-newkeys"];

    public static TheoryData<string> Adapters =>
        ["llama-qv", "llama-all", "llama-rslora", "llama-patterns", "llama-layers", "llama-regex", "llama-mixed-dtype"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Models_agree(string name)
    {
        var cases = VerifyRun.Execute(new VerifyRequest(SharedData.Require("models", name), null, SharedData.Require("models", name, "reference.safetensors"), null, new EngineConfig { Dtype = WeightType.Float32 }));
        Assert.All(cases, one => Assert.True(one.Agrees, one.ToString()));
        Assert.Contains(cases, one => one.Greedy == true);
    }

    [Theory]
    [MemberData(nameof(Adapters))]
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
