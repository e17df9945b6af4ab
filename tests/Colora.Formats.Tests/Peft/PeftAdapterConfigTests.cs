using System.Text.Json;
using Colora.Formats.Peft;
using Colora.Formats.Safetensors;

namespace Colora.Formats.Tests.Peft;

public sealed class PeftAdapterConfigTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Absent_and_null_keys_have_the_readers_defaults()
    {
        foreach (var json in (string[])["", ",\"r\":null,\"lora_alpha\":null,\"bias\":null,\"rank_pattern\":null,\"unknown\":{\"x\":1}"])
        {
            var config = Read($$"""{"peft_type":"LORA","target_modules":["q_proj"]{{json}}}""");
            Assert.Equal((8, 8.0, 1.0), (config.Rank, config.Alpha, config.ScalingOf("model.q_proj")));
            Assert.False(config.UseRsLora || config.FanInFanOut);
            Assert.Equal(0, config.Dropout);
            Assert.Empty(config.RankPattern);
        }
    }

    [Theory]
    [InlineData("""{"target_modules":["q"]}""", "'peft_type' is missing")]
    [InlineData("""{"peft_type":"IA3","target_modules":["q"]}""", "'peft_type' is the string 'IA3'")]
    [InlineData("""{"peft_type":"LORA"}""", "'target_modules' is missing")]
    [InlineData("""{"peft_type":"LORA","target_modules":[]}""", "'target_modules' is an array")]
    [InlineData("""{"peft_type":"LORA","target_modules":"all-linear"}""", "'all-linear'")]
    [InlineData("""{"peft_type":"LORA","target_modules":"(q"}""", "'target_modules' holds '(q'")]
    [InlineData("""{"peft_type":"LORA","target_modules":"q)|(v"}""", "'target_modules' holds")]
    [InlineData("""{"peft_type":"LORA","target_modules":[1]}""", "'target_modules' holds the number 1")]
    [InlineData("""{"peft_type":"LORA","target_modules":"q","layers_to_transform":[0]}""", "'layers_to_transform'")]
    [InlineData("""{"peft_type":"LORA","target_modules":"q","layers_pattern":"h"}""", "'layers_pattern'")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"r":0}""", "'r' is the number 0")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"r":"8"}""", "'r'")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"lora_alpha":"8"}""", "'lora_alpha'")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"lora_dropout":1}""", "'lora_dropout'")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"rank_pattern":{"k":0}}""", "'rank_pattern.k' is the number 0")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"rank_pattern":{"(":1}}""", "'rank_pattern' holds '('")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"alpha_pattern":{"k":"x"}}""", "'alpha_pattern.k'")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"use_dora":true}""", "'use_dora' is true")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"bias":"all"}""", "'bias' is the string 'all'")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"bias":"lora_only"}""", "'bias'")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"modules_to_save":["score"]}""", "'modules_to_save'")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"lora_bias":true}""", "'lora_bias'")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"layer_replication":[[0,1]]}""", "'layer_replication'")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"init_lora_weights":"pissa_niter_16"}""", "'init_lora_weights'")]
    public void Unsupported_and_wrong_values_are_refused_by_name(string json, string fragment) =>
        Refusal.Of(() => Read(json), "adapter_config.json", fragment);

    [Fact]
    public void Switched_off_features_are_tolerated() => Assert.Equal(["q"], Read(
        """{"peft_type":"LORA","target_modules":["q"],"use_dora":false,"lora_bias":false,"modules_to_save":[],"kasa_config":null,"arrow_config":{},"init_lora_weights":"gaussian","velora_config":null,"peft_version":"0.20.1.dev0@UNKNOWN"}""").TargetModules);

    [Theory]
    [InlineData("c_proj", "h.0.attn.c_proj", true)]
    [InlineData("c_proj", "h.0.mlp.c_proj", true)]
    [InlineData("attn.c_proj", "h.0.attn.c_proj", true)]
    [InlineData("attn.c_proj", "h.0.mlp.c_proj", false)]
    [InlineData("dense", "h.0.dense_h_to_4h", false)]
    [InlineData("dense", "h.0.xdense", false)]
    [InlineData("dense", "dense", true)]
    [InlineData("h.0.dense", "h.0.dense", true)]
    [InlineData("d.nse", "h.0.dense", false)]
    public void A_list_entry_is_a_path_or_its_end(string entry, string path, bool expected) =>
        Assert.Equal(expected, new PeftAdapterConfig { TargetModules = [entry] }.Targets(path));

    [Theory]
    [InlineData(@".*\.q_proj", "model.q_proj", true)]
    [InlineData(@"q_proj", "model.q_proj", false)]
    [InlineData(@".*q", "model.q_proj", false)]
    [InlineData(@"a|model\.q_proj", "model.q_proj", true)]
    [InlineData(@"a|model", "model.q_proj", false)]
    [InlineData(@"(?P<m>model)\.q_proj\Z", "model.q_proj", true)]
    public void A_string_matches_the_whole_path(string regex, string path, bool expected) =>
        Assert.Equal(expected, new PeftAdapterConfig { TargetRegex = regex }.Targets(path));

    [Theory]
    [InlineData("model.layers.0.q", true)]
    [InlineData("model.layers.2.q", true)]
    [InlineData("model.layers.1.q", false)]
    [InlineData("model.layers.10.q", false)]
    [InlineData("model.layers.1.experts.2.q", false)]
    [InlineData("model.layers.1.q_full", true)]
    [InlineData("model.other.0.q", true)]
    [InlineData("model.q", false)]
    public void Layers_filter_path_ends_but_not_whole_paths(string path, bool expected) =>
        Assert.Equal(expected, new PeftAdapterConfig { TargetModules = ["q", "model.layers.1.q_full"], LayersToTransform = [0, 2] }.Targets(path));

    [Theory]
    [InlineData("model.layers.0.q", true)]
    [InlineData("model.h.0.q", true)]
    [InlineData("model.other.0.q", false)]
    [InlineData("model.layers.1.q", false)]
    [InlineData("model.mtp.0.layers.1.q", false)]
    public void Layer_patterns_name_what_stands_before_the_number(string path, bool expected) =>
        Assert.Equal(expected, new PeftAdapterConfig { TargetModules = ["q"], LayersToTransform = [0], LayersPattern = ["layers", "h"] }.Targets(path));

    [Fact]
    public void Exclusions_win()
    {
        var config = new PeftAdapterConfig { TargetModules = ["q", "model.0.v"], ExcludeModules = ["0.q", "model.0.v"] };
        Assert.False(config.Targets("model.0.q"));
        Assert.False(config.Targets("model.0.v"));
        Assert.True(config.Targets("model.1.q"));
        Assert.False((config with { ExcludeModules = [], ExcludeRegex = @".*\.1\..*" }).Targets("model.1.q"));
        Assert.True((config with { ExcludeModules = [], ExcludeRegex = @"\.1\." }).Targets("model.1.q"));
    }

    [Fact]
    public void The_first_pattern_in_file_order_wins()
    {
        var config = Read("""{"peft_type":"LORA","target_modules":["q"],"lora_alpha":16,"rank_pattern":{"z.q":2,"q":4,"a.z.q":6},"alpha_pattern":{"^a\\.z\\.q":3}}""");
        Assert.Equal(["z.q", "q", "a.z.q"], config.RankPattern.Keys);
        Assert.Equal(2, config.RankOf("a.z.q"));
        Assert.Equal(4, config.RankOf("b.q"));
        Assert.Equal(4, config.RankOf("q"));
        Assert.Equal(8, config.RankOf("bq"));
        Assert.Equal(8, config.RankOf("q.v"));
        Assert.Equal((3.0, 1.5), (config.AlphaOf("a.z.q"), config.ScalingOf("a.z.q")));
        Assert.Equal((16.0, 4.0), (config.AlphaOf("b.a.z.x.q"), config.ScalingOf("b.a.z.x.q")));
    }

    [Fact]
    public void Rank_stabilised_scaling() =>
        Assert.Equal(16 / Math.Sqrt(8), new PeftAdapterConfig { Rank = 8, Alpha = 16, UseRsLora = true }.ScalingOf("q"));

    [Fact]
    public void Written_bytes_are_the_specified_ones()
    {
        new PeftAdapterConfig { BaseModel = "tiny", Alpha = 16, TargetModules = ["q_proj", "v_proj"] }.Write(folder.Path);
        const string Expected = """
            {
              "alpha_pattern": {},
              "base_model_name_or_path": "tiny",
              "bias": "none",
              "fan_in_fan_out": false,
              "inference_mode": true,
              "init_lora_weights": true,
              "layers_pattern": null,
              "layers_to_transform": null,
              "lora_alpha": 16,
              "lora_dropout": 0.0,
              "modules_to_save": null,
              "peft_type": "LORA",
              "r": 8,
              "rank_pattern": {},
              "revision": null,
              "target_modules": [
                "q_proj",
                "v_proj"
              ],
              "task_type": "CAUSAL_LM",
              "use_dora": false,
              "use_rslora": false
            }

            """;
        Assert.Equal(Expected, File.ReadAllText(folder["adapter_config.json"]));
    }

    [Fact]
    public void Everything_comes_back_as_written()
    {
        var written = new PeftAdapterConfig
        {
            BaseModel = "m",
            Rank = 4,
            Alpha = 2.5,
            UseRsLora = true,
            Dropout = 0.05,
            TargetModules = ["q", "v"],
            ExcludeModules = ["x"],
            FanInFanOut = true,
            RankPattern = new Dictionary<string, int> { ["z"] = 3, [@"a\.b"] = 2 },
            AlphaPattern = new Dictionary<string, double> { ["z"] = 1.5 },
            LayersToTransform = [0, 2],
            LayersPattern = ["layers", "h"],
            Revision = "main",
            TaskType = null,
        };
        Assert.Equivalent(written, RoundTrip(written), strict: true);

        var regex = new PeftAdapterConfig { TargetRegex = @".*\.q", ExcludeRegex = "x" };
        Assert.Equivalent(regex, RoundTrip(regex), strict: true);
        Assert.Equal(["layers"], RoundTrip(written with { LayersPattern = ["layers"] }).LayersPattern);
        Assert.Equal(["z", @"a\.b"], RoundTrip(written).RankPattern.Keys);

        using var json = JsonDocument.Parse(File.ReadAllText(folder["adapter_config.json"]));
        var keys = json.RootElement.EnumerateObject().Select(p => p.Name).ToList();
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
    }

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(a|aa)+b")]
    [InlineData("(.*)*x")]
    public void A_pattern_that_explodes_elsewhere_is_matched_without_backtracking(string pattern) =>
        Assert.False(new PeftAdapterConfig { TargetRegex = pattern }.Targets(new string('a', 2000)));

    [Theory]
    [InlineData("""{"peft_type":"LORA","target_modules":"(?!x)(a+)+b"}""", "'target_modules'", "backtrack")]
    [InlineData("""{"peft_type":"LORA","target_modules":["q"],"rank_pattern":{"(?=a)(a|aa)+b":4}}""", "'rank_pattern'", "backtrack")]
    [InlineData("""{"peft_type":"LORA","target_modules":"(a+)\\1+(b*)*"}""", "'target_modules'", "backtrack")]
    public void A_pattern_that_could_explode_is_refused(string json, params string[] fragments) => Refusal.Of(() => Read(json), fragments);

    [Fact]
    public void Looking_around_is_understood()
    {
        var config = Read("""{"peft_type":"LORA","target_modules":"^(?!.*visual).*\\.(q_proj|v_proj)$"}""");
        Assert.Equal((true, false, false), (config.Targets("model.layers.0.q_proj"), config.Targets("model.visual.0.q_proj"), config.Targets("model.layers.0.k_proj")));
    }

    [Fact]
    public void Patterns_without_number_are_refused_and_names_without_number_are_matched()
    {
        var patterns = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"p{i}\":4"));
        Refusal.Of(() => Read("{\"peft_type\":\"LORA\",\"target_modules\":[\"q\"],\"rank_pattern\":{" + patterns + "}}"), "5000 patterns");
        var names = string.Join(',', Enumerable.Range(0, 200_000).Select(i => $"\"m{i}\""));
        var config = Read($$"""{"peft_type":"LORA","target_modules":[{{names}},"q"]}""");
        Assert.Equal(100, Enumerable.Range(0, 100).Count(i => config.Targets($"layers.{i}.q")));
    }

    /// <summary>For each adapter that PEFT saved: of all weights of its base model, exactly the targets have tensors, of the rank we compute.</summary>
    [Fact]
    public void Shared_adapters_hold_exactly_the_targets()
    {
        var checkedModules = 0;

        // Adapters of matrices alone on architectures that are read: others (DoRA, saved modules, trained tokens, biases) have tensors of their own.
        foreach (var folderName in (string[])["gpt2-attn", "llama-all", "llama-layers", "llama-patterns", "llama-qv", "llama-regex", "llama-rslora", "neox-all", "qwen2-all", "train-llama-all", "train-llama-qv"])
        {
            var adapter = SharedFiles.Folder("reference/peft/" + folderName);
            var config = PeftAdapterConfig.Read(adapter);
            var weights = new[] { "adapter_model.safetensors", "final.safetensors" }.Select(n => Path.Combine(adapter, n)).First(File.Exists);
            using var file = SafetensorsFile.Open(weights);
            var ranks = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var entry in file.Tensors.Values)
            {
                Assert.True(PeftTensorName.TryParse(entry.Name, out var name), entry.Name);
                var rank = entry.Shape[name.Factor == LoraFactor.A ? 0 : 1];
                Assert.Equal(rank, ranks.GetValueOrDefault(name.ModulePath, rank));
                ranks[name.ModulePath] = rank;
            }

            var targets = BaseMatrices(adapter).Where(config.Targets).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(ranks.Keys, targets);
            Assert.All(ranks, pair => Assert.Equal(pair.Value, config.RankOf(pair.Key)));
            checkedModules += targets.Count;
        }

        Assert.True(checkedModules > 80, $"{checkedModules} modules");
    }

    [Fact]
    public void Scalings_of_the_shared_pattern_adapter()
    {
        var config = PeftAdapterConfig.Read(SharedFiles.Folder("reference/peft/llama-patterns"));
        Assert.Equal(16 / 2.0, config.ScalingOf("model.layers.0.self_attn.q_proj"));
        Assert.Equal(2 / 4.0, config.ScalingOf("model.layers.1.self_attn.o_proj"));
        Assert.Equal(8 / 3.0, config.ScalingOf("model.layers.0.mlp.gate_proj"));
        Assert.Equal(8 / 6.0, config.ScalingOf("model.layers.1.self_attn.v_proj"));
        Assert.Equal(8 / 4.0, config.ScalingOf("model.layers.0.self_attn.v_proj"));
    }

    [Fact]
    public void Folded_users_of_the_shared_run_are_read()
    {
        foreach (var path in SharedFiles.Files("reference/colora", "adapter_config.json"))
            Assert.Equal((4, 8.0), (PeftAdapterConfig.Read(Path.GetDirectoryName(path)!).Rank, PeftAdapterConfig.Read(Path.GetDirectoryName(path)!).Alpha));
    }

    /// <summary>Module paths of all two-dimensional weights of the base model.</summary>
    private static List<string> BaseMatrices(string adapter)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(adapter, "base.json")));
        var model = SharedFiles.Folder("models/" + json.RootElement.GetProperty("base_model").GetString());
        using var file = SafetensorsFile.Open(Path.Combine(model, "model.safetensors"));
        return [.. file.Tensors.Values.Where(e => e.Shape.Count == 2 && e.Name.EndsWith(".weight")).Select(e => e.Name[..^".weight".Length])];
    }

    private PeftAdapterConfig RoundTrip(PeftAdapterConfig config)
    {
        config.Write(folder.Path);
        return PeftAdapterConfig.Read(folder.Path);
    }

    private PeftAdapterConfig Read(string json)
    {
        folder.Write("adapter_config.json", json);
        return PeftAdapterConfig.Read(folder.Path);
    }
}
