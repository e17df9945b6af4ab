using CsCheck;
using Xunit;

namespace Colora.Configuration;

public sealed class ConfigWriterTests
{
    private const string Defaults = """
        name: run
        note: null
        override: ""
        adapter:
          rank: 8
          alpha: 16.0
          dropout: 0.0
          start: lora-like
          targets: [q_proj, v_proj]
        training:
          learning_rate: 0.0003
          steps: 100
          warmup_steps: null
          clip_norm: 1.0
          seed: 17
          shuffle: true
          recompute: null
          weights: []
          save_at: null

        """;

    // Texts of every sort, but for half surrogates and for blank ones.
    private static readonly Gen<string> Texts =
        Gen.OneOf(
            Gen.OneOf("null", "~", "true", "No", "on", "1e3", ".5", "-1", "0x1F", "a: b", "a #b", "- a", "#", "[a]", "{a", "*x", "&x", "!x", "%x", "@", "`", "'", "\"", "\\",
                "a\nb", "a\r\nb", "\ttab\t", " a ", "a ", "a,b", "?", ":", "a:", "---", "...", "<<", "=", "|", ">", "\u0000", "\u007F", "\u0085", "\u2028", "\uFEFF",
                "\uFFFE", "\U0001F600", "\U0010FFFF", "é", "y"),
            Gen.Char.Array[0, 12].Select(characters => new string(characters)))
        .Where(text => !string.IsNullOrWhiteSpace(text) && IsWhole(text));

    private static readonly Gen<double> Numbers = Gen.Double.Where(double.IsFinite);

    private static readonly Gen<SampleAdapter> Adapters =
        Gen.Select(Gen.Int[1, int.MaxValue], Numbers.Where(alpha => alpha > 0), Gen.Double[0, 0.9], Gen.Enum<StartingPoint>(), Texts.Array[1, 4])
            .Select((rank, alpha, dropout, start, targets) => new SampleAdapter { Rank = rank, Alpha = alpha, Dropout = dropout, Start = start, Targets = targets });

    private static readonly Gen<SampleTraining> Trainings =
        Gen.Select(
                Gen.Select(Gen.Double[1e-300, 1], Gen.Int[1, int.MaxValue], Gen.Bool, Numbers.Where(norm => norm > 0)),
                Gen.Select(Gen.Long, Gen.Bool, Gen.OneOf<bool?>(true, false, null)),
                Gen.Select(Numbers.Select(Math.Abs).Array[0, 3], Gen.Int[1, int.MaxValue].Array[0, 3], Gen.Bool))
            .Select((steps, flags, lists) => new SampleTraining
            {
                LearningRate = steps.Item1,
                Steps = steps.Item2,
                WarmupSteps = steps.Item3 ? steps.Item2 / 2 : null,
                ClipNorm = steps.Item3 ? steps.Item4 : null,
                Seed = flags.Item1,
                Shuffle = flags.Item2,
                Recompute = flags.Item3,
                Weights = lists.Item1,
                SaveAt = lists.Item3 ? lists.Item2 : null,
            });

    private static readonly Gen<SampleConfig> Configs =
        Gen.Select(Texts, Texts, Gen.Bool, Adapters, Trainings)
            .Select((name, note, noted, adapter, training) => new SampleConfig
            {
                Name = name,
                Note = noted && note != name ? note : null,
                PromptOverride = noted ? "" : note,
                Adapter = adapter with { Rank = Math.Min(adapter.Rank, training.Steps) },
                Training = training,
            });

    [Fact]
    public void ToYaml_WritesEveryKeyInOrder() => Assert.Equal(Defaults, ConfigWriter.ToYaml(new SampleConfig()));

    [Fact]
    public void ToYaml_ReadsBackExactly() => Configs.Sample(
        config =>
        {
            using var file = new YamlFile(ConfigWriter.ToYaml(config));
            AssertSame(config, file.Read<SampleConfig>());
        },
        iter: 200);

    [Theory]
    [InlineData(1e-5, "0.00001", "1.0E-05")]
    [InlineData(5e-324, "5.0E-324", "5.0E-324")]
    [InlineData(1.7976931348623157e308, "", "1.7976931348623157E+308")]
    [InlineData(0.1, "", "0.1")]
    [InlineData(3, "3", "3.0")]
    [InlineData(1e22, "1e22", "1.0E+22")]
    public void ToYaml_WritesTheShortestNumberWithAPoint(double alpha, string otherSpelling, string written)
    {
        var config = new SampleAdapter { Alpha = alpha };

        Assert.Contains($"alpha: {written}\n", ConfigWriter.ToYaml(config), StringComparison.Ordinal);
        if (otherSpelling.Length > 0) Assert.Equal(alpha, ConfigReader.Read<SampleAdapter>(null, [$"alpha={otherSpelling}"]).Alpha);
    }

    [Theory]
    [InlineData("plain text/with.dots-1", "plain text/with.dots-1")]
    [InlineData("null", "\"null\"")]
    [InlineData("Yes", "\"Yes\"")]
    [InlineData("1", "\"1\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a\"\\\n\u0001\u2028", "\"a\\\"\\\\\\n\\x01\\u2028\"")]
    [InlineData("é", "\"é\"")]
    public void ToYaml_QuotesWhatAnotherReaderCouldMistake(string name, string written) =>
        Assert.StartsWith($"name: {written}\n", ConfigWriter.ToYaml(new SampleConfig { Name = name }), StringComparison.Ordinal);

    [Fact]
    public void ToYaml_RefusesWhatNoFileCanHold()
    {
        Assert.Throws<ArgumentException>(() => ConfigWriter.ToYaml(new SampleAdapter { Alpha = double.PositiveInfinity }));
        Assert.Throws<ArgumentException>(() => ConfigWriter.ToYaml(new SampleConfig { Name = "a\uD800" }));
        Assert.Throws<ArgumentException>(() => ConfigWriter.ToJson(new SampleAdapter { Alpha = double.NaN }));
    }

    [Fact]
    public void ToYaml_OfNothing_IsAnEmptyMapping() => Assert.Equal("{}\n", ConfigWriter.ToYaml(new EmptyConfig()));

    [Fact]
    public void ToJson_HasTheSameKeysAndValues()
    {
        var json = ConfigWriter.ToJson(new SampleConfig { Training = new() { SaveAt = [3], Weights = [0.5] } }).ToJsonString();

        Assert.Equal(
            """{"name":"run","note":null,"override":"","adapter":{"rank":8,"alpha":16,"dropout":0,"start":"lora-like","targets":["q_proj","v_proj"]},"training":"""
            + """{"learning_rate":0.0003,"steps":100,"warmup_steps":null,"clip_norm":1,"seed":17,"shuffle":true,"recompute":null,"weights":[0.5],"save_at":[3]}}""",
            json);
    }

    [Fact]
    public void ToJson_ReadsBackExactly_ForJsonIsYaml() => Configs.Sample(
        config =>
        {
            using var file = new YamlFile(ConfigWriter.ToJson(config).ToJsonString());
            AssertSame(config, file.Read<SampleConfig>());
        },
        iter: 100);

    [Fact]
    public void AnyText_IsReadOrRefusedButNeverBreaksTheReader()
    {
        var piece = Gen.OneOf("name", "adapter", "rank", ":", ": ", "\n", "\n  ", " ", "-", "- ", "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "\"", "'", "|", ">", "#", "?", "? ",
            "\t", "1", "null", "---\n", "...\n", "%YAML 1.2\n", "%", "@", "\\", "<<", "\u0000", "\uFEFF", "é");
        piece.Array[0, 14].Sample(
            pieces =>
            {
                using var file = new YamlFile(string.Concat(pieces));
                if (Record.Exception(() => file.Read<SampleConfig>()) is { } error) Assert.NotEmpty(Assert.IsType<ConfigException>(error).Problems);
            },
            iter: 1000);
    }

    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    // Records compare lists by reference: the lists are compared by themselves.
    private static void AssertSame(SampleConfig expected, SampleConfig actual)
    {
        Assert.Equal(expected.Adapter.Targets, actual.Adapter.Targets);
        Assert.Equal(expected.Training.Weights, actual.Training.Weights);
        Assert.Equal(expected.Training.SaveAt, actual.Training.SaveAt);
        Assert.Equal(WithoutLists(expected), WithoutLists(actual));
    }

    private static SampleConfig WithoutLists(SampleConfig config) => config with
    {
        Adapter = config.Adapter with { Targets = Array.Empty<string>() },
        Training = config.Training with { Weights = Array.Empty<double>(), SaveAt = null },
    };

    private sealed record EmptyConfig;
}
