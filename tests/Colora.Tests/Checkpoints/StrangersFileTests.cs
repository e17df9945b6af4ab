using System.Text.Json.Nodes;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Methods;
using Colora.Model;
using Colora.Runs;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Checkpoints;

/// <summary>What the JSON files of a model or an adapter claim is held against the tensors before anything is allocated.</summary>
public sealed class StrangersFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CausalLM model;

    public StrangersFileTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        model = ModelLoader.Load(folder["model"], ComputeEngine.Start(new EngineConfig()));
    }

    [Theory]
    [InlineData("r", "1048576", "[1048576, ")]
    [InlineData("r", "2147483647", "[2147483647, ")]
    [InlineData("r", "3", "[3, ")]
    [InlineData("r", "0", "'r'")]
    [InlineData("r", "-4", "'r'")]
    [InlineData("r", "1e400", "'r'")]
    [InlineData("lora_alpha", "1e400", "'lora_alpha'")]
    [InlineData("rank_pattern", "{\"q_proj\":1048576}", "[1048576, ")]
    public void A_rank_that_the_tensors_have_not_is_refused(string key, string value, string mentions)
    {
        WritePeft(config => config[key] = "@");
        var path = folder["peft", "adapter_config.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"@\"", value, StringComparison.Ordinal));
        Assert.Contains(mentions, Refused(() => PeftImporter.Read(folder["peft"], model).Dispose()), StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_no_module_asks_for_are_refused()
    {
        WritePeft(config => config["target_modules"] = new JsonArray(model.Linears[0].Module.Path), modules: 2);
        Assert.Contains("belongs to no target module", Refused(() => PeftImporter.Read(folder["peft"], model).Dispose()), StringComparison.Ordinal);
        WritePeft(_ => { });
        PeftImporter.Read(folder["peft"], model).Dispose();
    }

    [Theory]
    [InlineData("\"rank\": 2", "\"rank\": 1048577", "rank 1048577")]
    [InlineData("\"rank\": 2", "\"rank\": 1048576", "[1048576, ")]
    [InlineData("\"rank\": 2", "\"rank\": -2", "rank -2")]
    [InlineData("\"rank\": 2", "\"rank\": 4", "[4, ")]
    [InlineData("\"heads\": 1", "\"heads\": 1000000", "heads 1000000")]
    [InlineData("\"private_rank\": 0", "\"private_rank\": -1", "private_rank -1")]
    [InlineData("\"scaling\": 1", "\"scaling\": 1e400", "scaling")]
    [InlineData("\"a\": \"Shared\"", "\"a\": 99", "an owner is not one of")]
    [InlineData("\"a\": \"Shared\"", "\"a\": 0", "an owner is not one of")]
    [InlineData("\"a\": \"Shared\"", "\"a\": \" shared\"", "an owner is not one of")]
    [InlineData("\"u\"", "\"u\", \"v\"", "[2, ")]
    [InlineData("\"rank\": 2", "\"rank\": 2, \"rank\": 2", "'rank'")]
    [InlineData("\"users\": [", "\"users\": [], \"users\": [", "'users'")]
    [InlineData("\"rank\": 2", "\"rank\": 2, \"dropout\": 0.5", "'dropout'")]
    [InlineData("\"a\": \"Shared\"", "\"a\": \"Shared\", \"bias\": true", "'bias'")]
    public void What_an_adapters_description_claims_is_held_against_its_tensors(string old, string claim, string mentions)
    {
        using (var weights = new AdapterWeights(Layout())) AdapterFiles.Write(Directory.CreateDirectory(folder["adapter"]).FullName, weights);
        AdapterFiles.Read(folder["adapter"], model).Dispose();
        var path = folder["adapter", "adapter.json"];
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, claim, StringComparison.Ordinal));
        Assert.Contains(mentions, Refused(() => AdapterFiles.Read(folder["adapter"], model).Dispose()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"s\": \"Personal\"", "\"s\": \"None\"", "personal.safetensors")]
    public void A_tensor_that_the_description_does_not_speak_of_is_never_left_unread(string old, string claim, string file)
    {
        using (var weights = new AdapterWeights(Layout())) AdapterFiles.Write(Directory.CreateDirectory(folder["adapter"]).FullName, weights);
        var path = folder["adapter", "adapter.json"];
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, claim, StringComparison.Ordinal));
        var message = Refused(() => AdapterFiles.Read(folder["adapter"], model).Dispose());
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Contains("which nothing beside it speaks of; expected", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Integers_are_no_factors()
    {
        using (var weights = new AdapterWeights(Layout())) AdapterFiles.Write(Directory.CreateDirectory(folder["adapter"]).FullName, weights);
        var path = folder["adapter", "shared.safetensors"];
        var bytes = File.ReadAllBytes(path);
        "\"I32\""u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("\"F32\""u8)));
        File.WriteAllBytes(path, bytes);
        Assert.Contains("has type I32; expected F32", Refused(() => AdapterFiles.Read(folder["adapter"], model).Dispose()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_hidden_layers", "2147483647", "num_hidden_layers")]
    [InlineData("num_hidden_layers", "268435456", "268435456 layers")]
    [InlineData("num_hidden_layers", "3", "model.layers.2")]
    [InlineData("vocab_size", "100000000", "[100000000, ")]
    [InlineData("hidden_size", "0", "hidden_size")]
    [InlineData("num_attention_heads", "268435456", "num_attention_heads")]
    [InlineData("head_dim", "268435456", "head_dim")]
    [InlineData("rms_norm_eps", "-1e-6", "rms_norm_eps")]
    [InlineData("rms_norm_eps", "1e400", "rms_norm_eps")]
    [InlineData("max_position_embeddings", "0", "max_position_embeddings")]
    public void A_model_config_that_the_weights_contradict_is_refused(string key, string value, string mentions)
    {
        var path = folder["model", "config.json"];
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        config[key] = "@";
        File.WriteAllText(path, config.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal));
        Assert.Contains(mentions, Refused(() => ModelLoader.Load(folder["model"], ComputeEngine.Start(new EngineConfig())).Dispose()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_architecture_is_judged_before_the_tokenizer_and_the_weights()
    {
        File.WriteAllText(folder["model", "config.json"], """{"model_type":"nope"}""");
        File.WriteAllText(folder["model", "tokenizer.json"], "broken");
        File.Delete(folder["model", "model.safetensors"]);
        var message = Refused(() => LoadedModel.Load(folder["model"], ComputeEngine.Start(new EngineConfig())).Dispose());
        Assert.Matches(@"'model_type' is the string 'nope'; expected a supported architecture: (\w+, )*llama(, \w+)*;", message);
    }

    [Theory]
    [InlineData("a.safetensors", "b.safetensors", "is in another shard too")]
    [InlineData("a.safetensors", "a.safetensors", "is not in other.safetensors")]
    [InlineData("../model.safetensors", "a.safetensors", "safetensors file in the same folder")]
    [InlineData("/etc/passwd.safetensors", "a.safetensors", "safetensors file in the same folder")]
    [InlineData("missing.safetensors", "a.safetensors", "missing")]
    public void An_index_must_agree_with_its_shards(string first, string second, string mentions)
    {
        var weights = folder["model", "model.safetensors"];
        string name, other;
        using (var file = SafetensorsFile.Open(weights)) (name, other) = (file.Tensors.Keys.First(), file.Tensors.Keys.Last());
        foreach (var shard in (string[])["a.safetensors", "b.safetensors", "other.safetensors"]) File.Copy(weights, folder["model", shard]);
        File.Delete(weights);
        var map = new JsonObject { [name] = first, [other] = second };
        if (mentions.Contains("other", StringComparison.Ordinal) && first == second) map["no.such.tensor"] = "other.safetensors";
        if (map.ContainsKey("no.such.tensor"))
        {
            using var empty = File.Create(folder["model", "other.safetensors"]);
            empty.Write([2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']);
        }

        File.WriteAllText(folder["model", "model.safetensors.index.json"], new JsonObject { ["weight_map"] = map }.ToJsonString());
        Assert.Contains(mentions, Refused(() => ModelLoader.Load(folder["model"], ComputeEngine.Start(new EngineConfig())).Dispose()), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    private static string Refused(Action act) => Assert.Throws<InputException>(act).Message;

    private AdapterLayout Layout(int modules = 1) => new(
        ["u"], model.Linears.Take(modules).Select(linear => new AdaptedModule(linear.Module, 2, 1)).ToList(), new ColoraMethod().Ownership);

    private void WritePeft(Action<JsonObject> change, int modules = 1)
    {
        using (var weights = new AdapterWeights(Layout(modules)))
        {
            if (Directory.Exists(folder["peft"])) Directory.Delete(folder["peft"], recursive: true);
            PeftExporter.Write(Directory.CreateDirectory(folder["peft"]).FullName, model, weights, 0, "base", useRsLora: false);
        }

        var path = folder["peft", "adapter_config.json"];
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(config);
        File.WriteAllText(path, config.ToJsonString());
    }
}
