using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Model;
using Colora.Model.Architectures;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Model;

/// <summary>The architectures: the references that they are held to, what they make of a config.json, and one from outside.</summary>
public sealed class ArchitectureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Models of the references, by the architecture that they are of.</summary>
    public static TheoryData<string> References =>
    [
        "stories260k", "tiny-llama", "tiny-llama-tied", "tiny-llama-bias", "tiny-llama-rope3", "tiny-llama-linear", "tiny-llama-bf16-sharded", "tiny-llama-newkeys", "tiny-llama-gelu",
        "tiny-llama-gelu-tanh", "tiny-llama-relu",
        "tiny-mistral",
        "tiny-qwen2", "tiny-qwen2-window",
    ];

    /// <summary>PEFT adapters of the references.</summary>
    public static TheoryData<string> Adapters =>
    [
        "llama-qv", "llama-all", "llama-rslora", "llama-patterns", "llama-layers", "llama-regex", "llama-mixed-dtype",
        "qwen2-all",
    ];

    [Fact]
    public void Every_architecture_has_a_reference()
    {
        var types = References.Select(row => ModelConfigFile.Read(SharedData.Require("models", row.Data)).ModelType).ToHashSet();
        Assert.All(BuiltIn(), architecture => Assert.Contains(architecture.Name, types));
    }

    [Theory]
    [MemberData(nameof(References))]
    public void A_blueprint_names_the_tensors_of_the_checkpoint_and_those_that_the_model_is_built_from(string name)
    {
        var path = SharedData.Require("models", name);
        var blueprint = ModelConfigReader.Read(path);
        using var model = ModelLoader.Load(path, ComputeEngine.Reference);
        Assert.Equal(model.Weights.Names.Order(StringComparer.Ordinal), blueprint.Weights.Select(weight => weight.Name).Order(StringComparer.Ordinal));
        Assert.Empty(model.Weights.Unused());
        Assert.All(blueprint.Weights, weight => Assert.Equal(weight.Shape, model.Weights[weight.Name].shape));
    }

    [Fact]
    public void The_architectures_are_found_by_their_names_in_order()
    {
        Assert.Equal(BuiltIn().Select(one => one.Name).Order(StringComparer.Ordinal), BuiltIn().Select(one => one.Name));
        Assert.Contains(new LlamaArchitecture(), Architecture.All);
        foreach (var architecture in Architecture.All)
        {
            Assert.Equal(architecture.Name, architecture.ToString());
            Assert.Contains(architecture.Name, architecture.ModelTypes);
            Assert.All(architecture.ModelTypes, type => Assert.Equal(architecture, Architecture.Find(type)));
        }

        Assert.Null(Architecture.Find("nope"));
    }

    /// <summary>What an architecture makes of a config of three layers and 32 heads; keys that are absent have its own defaults.</summary>
    [Theory]
    [InlineData("llama", "", "windows - - -; 32 key/value heads; 2048 positions; biases: ")]
    [InlineData("llama", "\"attention_bias\":true,\"num_key_value_heads\":4", "windows - - -; 4 key/value heads; 2048 positions; biases: q_proj k_proj v_proj o_proj")]
    [InlineData("llama", "\"mlp_bias\":true,\"max_position_embeddings\":64", "windows - - -; 32 key/value heads; 64 positions; biases: gate_proj up_proj down_proj")]
    [InlineData("mistral", "", "windows 4096 4096 4096; 8 key/value heads; 131072 positions; biases: ")]
    [InlineData("mistral", "\"sliding_window\":null,\"num_key_value_heads\":null", "windows - - -; 32 key/value heads; 131072 positions; biases: ")]
    [InlineData("mistral", "\"sliding_window\":7", "windows 7 7 7; 8 key/value heads; 131072 positions; biases: ")]
    [InlineData("qwen2", "", "windows - - -; 32 key/value heads; 32768 positions; biases: q_proj k_proj v_proj")]
    [InlineData("qwen2", "\"sliding_window\":6", "windows - - -; 32 key/value heads; 32768 positions; biases: q_proj k_proj v_proj")]
    [InlineData("qwen2", "\"use_sliding_window\":true,\"max_window_layers\":1", "windows - 4096 4096; 32 key/value heads; 32768 positions; biases: q_proj k_proj v_proj")]
    [InlineData("qwen2", "\"use_sliding_window\":true,\"sliding_window\":null,\"max_window_layers\":1", "windows - - -; 32 key/value heads; 32768 positions; biases: q_proj k_proj v_proj")]
    [InlineData("qwen2", "\"use_sliding_window\":true,\"sliding_window\":6,\"max_window_layers\":0,\"layer_types\":[\"sliding_attention\",\"full_attention\",\"sliding_attention\"]", "windows 6 - 6; 32 key/value heads; 32768 positions; biases: q_proj k_proj v_proj")]
    public void A_config_is_read_with_the_defaults_of_its_architecture(string type, string keys, string expected)
    {
        Write(Config(type, keys));
        var blueprint = ModelConfigReader.Read(folder.FullPath);
        var layers = Enumerable.Range(0, blueprint.Layers).Select(blueprint.Layer).ToList();
        var windows = layers.Select(layer => layer.Attention.Window?.ToString() ?? "-");
        var biases = layers[0].Attention.Linears.Concat(layers[0].Mlp.Linears).Where(linear => linear.HasBias).Select(linear => linear.Path.Split('.')[^1]);
        Assert.Equal(expected, $"windows {string.Join(' ', windows)}; {layers[0].Attention.KeyValueHeads} key/value heads; {blueprint.MaxPositions} positions; biases: {string.Join(' ', biases)}");
    }

    [Theory]
    [InlineData("llama", "\"num_key_value_heads\":5", "'num_key_value_heads' is the number 5; expected a divisor of num_attention_heads = 32")]
    [InlineData("llama", "\"head_dim\":3", "'head_dim' is the number 3; expected an even number")]
    [InlineData("llama", "\"sliding_window\":4096", "'sliding_window' is the number 4096; expected null")]
    [InlineData("mistral", "\"sliding_window\":0", "'sliding_window' is the number 0; expected an integer from 1")]
    [InlineData("mistral", "\"layer_types\":[\"sliding_attention\",\"full_attention\",\"sliding_attention\"]", "'layer_types' is an array; expected all of one type")]
    [InlineData("qwen2", "\"sliding_window\":6,\"layer_types\":[\"sliding_attention\",\"full_attention\",\"full_attention\"]", "'layer_types' is an array; expected full_attention alone")]
    [InlineData("qwen2", "\"rope_scaling\":{\"type\":\"yarn\",\"factor\":4.0}", "'rope_scaling.type' is the string 'yarn'; expected default, linear or llama3")]
    public void A_config_that_cannot_be_meant_is_refused(string type, string keys, string expected)
    {
        Write(Config(type, keys));
        Assert.Contains(expected, Assert.Throws<InputException>(() => ModelConfigReader.Read(folder.FullPath)).Message, StringComparison.Ordinal);
    }

    /// <summary>Every option that an architecture does not compute is refused by name, whatever its tensors are.</summary>
    [Fact]
    public void What_would_change_the_arithmetic_is_refused_by_name()
    {
        foreach (var architecture in BuiltIn())
        {
            Assert.NotEmpty(architecture.Refused);
            foreach (var (key, only) in architecture.Refused)
            {
                Write($$"""{"model_type":"{{architecture.Name}}","{{key}}":17}""");
                var message = Assert.Throws<InputException>(() => ModelConfigReader.Read(folder.FullPath)).Message;
                Assert.Contains($"'{key}' is the number 17; expected {only} (anything else is not supported)", message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void An_architecture_of_ones_own_is_computed_once_it_is_registered()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        var path = folder["model", "config.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"llama\"", "\"test_wide_llama\"", StringComparison.Ordinal).Replace("head_dim", "test_head_dim", StringComparison.Ordinal));
        Assert.Contains("'test_wide_llama'; expected a supported architecture: ", Assert.Throws<InputException>(() => ModelConfigReader.Read(folder["model"])).Message, StringComparison.Ordinal);

        Architecture.Register(new TestArchitecture());
        Architecture.Register(new TestArchitecture());
        Assert.Equal(new TestArchitecture(), Architecture.All[^1]);
        using var model = ModelLoader.Load(folder["model"], ComputeEngine.Reference);
        Assert.Equal("test_wide_llama", model.Blueprint.ModelType);
        Assert.Equal(SampleModelShape.Tiny.Layers * 7, model.Linears.Count);
    }

    [Fact]
    public void A_name_that_is_taken_or_no_name_is_refused()
    {
        Assert.Contains("\"llama\" already", Assert.Throws<ArgumentException>(() => Architecture.Register(new TestArchitecture { Called = "llama" })).Message, StringComparison.Ordinal);
        Assert.Contains("without a name", Assert.Throws<ArgumentException>(() => Architecture.Register(new TestArchitecture { Called = " " })).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static IEnumerable<Architecture> BuiltIn() => Architecture.All.Where(one => one.GetType().Assembly == typeof(Architecture).Assembly);

    private static string Config(string type, string keys) =>
        $$"""{"model_type":"{{type}}","vocab_size":40,"hidden_size":64,"intermediate_size":48,"num_hidden_layers":3,"num_attention_heads":32{{(keys.Length > 0 ? "," + keys : "")}}}""";

    private void Write(string config) => File.WriteAllText(folder["config.json"], config);

    /// <summary>A llama with a key of its own.</summary>
    private sealed record TestArchitecture : Architecture
    {
        public string Called { get; init; } = "test_wide_llama";

        public override string Name => Called;

        protected override ModelBlueprint Plan(ModelConfigFile file)
        {
            var sizes = DecoderSizes.Read(file) with { HeadDim = file.GetInt("test_head_dim") };
            var rope = RopeReader.Read(file, sizes.HeadDim);
            return LlamaBlueprint.Of(Name, sizes, layer => LlamaBlueprint.Layer(layer, sizes, rope, Activation.Silu));
        }
    }
}
