using System.Text.Json;
using Colora.Engine;
using Colora.Formats.Safetensors;
using Colora.Runs.Verify;
using Colora.Synthetic.Benchmark;
using Colora.Synthetic.Corpus;
using Colora.Synthetic.Embedded;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Xunit;

namespace Colora.Synthetic.Tests.Embedded;

/// <summary>The model and the data that come with the program: their layout, their arithmetic, and that they are what their generators write.</summary>
public sealed class EmbeddedBaseTests
{
    [Fact]
    public void The_base_has_the_keys_and_shapes_of_a_llama()
    {
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(EmbeddedFiles.Model, "config.json")));
        var root = config.RootElement;
        int Size(string key) => root.GetProperty(key).GetInt32();
        Assert.Equal("llama", root.GetProperty("model_type").GetString());
        Assert.Equal("LlamaForCausalLM", root.GetProperty("architectures")[0].GetString());
        Assert.True(root.GetProperty("tie_word_embeddings").GetBoolean());
        long hidden = Size("hidden_size"), inner = Size("intermediate_size"), heads = Size("num_attention_heads") * Size("head_dim"), keys = Size("num_key_value_heads") * Size("head_dim");
        var expected = new SortedDictionary<string, long[]>(StringComparer.Ordinal)
        {
            ["model.embed_tokens.weight"] = [Size("vocab_size"), hidden],
            ["model.norm.weight"] = [hidden],
        };
        for (var i = 0; i < Size("num_hidden_layers"); i++)
        {
            var layer = $"model.layers.{i}.";
            expected[layer + "input_layernorm.weight"] = expected[layer + "post_attention_layernorm.weight"] = [hidden];
            expected[layer + "self_attn.q_proj.weight"] = [heads, hidden];
            expected[layer + "self_attn.k_proj.weight"] = expected[layer + "self_attn.v_proj.weight"] = [keys, hidden];
            expected[layer + "self_attn.o_proj.weight"] = [hidden, heads];
            expected[layer + "mlp.gate_proj.weight"] = expected[layer + "mlp.up_proj.weight"] = [inner, hidden];
            expected[layer + "mlp.down_proj.weight"] = [hidden, inner];
        }

        var path = Path.Combine(EmbeddedFiles.Model, "model.safetensors");
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(expected.Keys, file.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, pair => Assert.Equal(pair.Value, file.Tensors[pair.Key].Shape));
        Assert.All(file.Tensors.Values, entry => Assert.Equal(ElementType.BFloat16, entry.Type));
        Assert.InRange(file.Tensors.Values.Sum(entry => entry.Shape.Aggregate(1L, (product, size) => product * size)), 1_000_000, 4_000_000);
        Assert.True(new FileInfo(path).Length <= 8_000_000);
    }

    [Fact]
    public void Verify_agrees_with_a_reference_of_the_double_precision_llama()
    {
        using var folder = new TemporaryFolder();
        using var tokenizer = Colora.Tokenization.HuggingFaceTokenizer.Load(EmbeddedFiles.Model);
        int[] prompt = tokenizer.EncodeWithSpecial("Input: Anna Berg; 2024-03-05\nOutput: BERG");
        const int greedy = 6;
        var ids = prompt.Select(id => (long)id).ToArray();
        var twin = DoubleLlama.Load(EmbeddedFiles.Model);
        var forward = twin.Forward(new DoubleBatch(1, ids.Length, ids, null, null, ids, [0]));
        SafetensorsWriter.Write(folder["reference.safetensors"],
        [
            TensorSource.FromInt64("text.input_ids", [1, ids.Length], ids),
            TensorSource.FromInt64("text.labels", [1, ids.Length], ids),
            TensorSource.FromSingles("text.logits", [1, ids.Length, twin.Config.VocabularySize], [.. forward.Logits.Select(logit => (float)logit)]),
            TensorSource.FromSingles("text.loss", [], [(float)forward.Loss]),
            TensorSource.FromInt64("greedy.input_ids", [1, ids.Length], ids),
            TensorSource.FromInt64("greedy.output_ids", [1, ids.Length + greedy], twin.Continue(ids, greedy)),
        ]);
        var cases = VerifyRun.Execute(new VerifyRequest(EmbeddedFiles.Name, null, folder["reference.safetensors"], null, new EngineConfig { Dtype = WeightType.Float32 }));
        Assert.Equal(2, cases.Count);
        Assert.All(cases, one => Assert.True(one.Agrees, one.ToString()));
        Assert.Contains(cases, one => one.Logits is < 1e-4 && one.Loss is < 2e-5);
    }

    [Fact]
    public void The_benchmark_and_the_tokenizer_are_what_their_generators_write()
    {
        using var folder = new TemporaryFolder();
        HouseRules.Write(folder["data"], new BenchmarkRequest());
        var written = Directory.GetFiles(folder["data"], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder["data"], file)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(written, Directory.GetFiles(EmbeddedFiles.Data, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(EmbeddedFiles.Data, file)).Order(StringComparer.Ordinal));
        Assert.All(written, name => Assert.Equal(File.ReadAllBytes(Path.Combine(folder["data"], name)), File.ReadAllBytes(Path.Combine(EmbeddedFiles.Data, name))));

        CorpusFolder.Write(folder["corpus"], 0, 1);
        foreach (var name in (string[])["tokenizer.json", "tokenizer_config.json"])
            Assert.Equal(File.ReadAllBytes(folder["corpus", name]), File.ReadAllBytes(Path.Combine(EmbeddedFiles.Model, name)));
    }
}
