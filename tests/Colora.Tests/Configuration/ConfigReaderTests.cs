using Xunit;

namespace Colora.Configuration;

public sealed class ConfigReaderTests
{
    [Fact]
    public void Read_WithoutFile_GivesDefaults() =>
        Assert.Equal(ConfigWriter.ToYaml(new SampleConfig()), ConfigWriter.ToYaml(ConfigReader.Read<SampleConfig>(null, [])));

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    [InlineData("--- # nothing\n...\n")]
    [InlineData("{}\n")]
    [InlineData("adapter:\ntraining:\n  # steps: 3\n")]
    [InlineData("\uFEFF# with a byte-order mark\n")]
    public void Read_EmptyFile_GivesDefaults(string text)
    {
        using var file = new YamlFile(text);

        Assert.Equal(ConfigWriter.ToYaml(new SampleConfig()), ConfigWriter.ToYaml(file.Read<SampleConfig>()));
    }

    [Fact]
    public void Read_TakesEveryKindOfValue()
    {
        using var file = new YamlFile("""
            name: first run   # a comment
            note: "null"
            override: 007
            adapter: {rank: 16.0, alpha: .5, start: svd, targets: [a, "b, c"]}
            training:
              learning_rate: 3e-4
              steps: 1.2e3
              warmup_steps: ~
              clip_norm: null
              seed: -9223372036854775808
              shuffle: false
              recompute: true
              weights:
                - 1
                - 0.25
              save_at: [10, +20]
            """);

        var config = file.Read<SampleConfig>();

        Assert.Equal(("first run", "null", "007"), (config.Name, config.Note, config.PromptOverride));
        Assert.Equal((16, 0.5, 0.0, StartingPoint.SingularVectors), (config.Adapter.Rank, config.Adapter.Alpha, config.Adapter.Dropout, config.Adapter.Start));
        Assert.Equal(["a", "b, c"], config.Adapter.Targets);
        Assert.Equal((3e-4, 1200, null, null), (config.Training.LearningRate, config.Training.Steps, config.Training.WarmupSteps, config.Training.ClipNorm));
        Assert.Equal((long.MinValue, false, true), (config.Training.Seed, config.Training.Shuffle, config.Training.Recompute));
        Assert.Equal([1.0, 0.25], config.Training.Weights);
        Assert.Equal([10, 20], config.Training.SaveAt!);
    }

    [Fact]
    public void Read_LaterLayerWins()
    {
        using var file = new YamlFile("adapter: {rank: 2, alpha: 2, dropout: 0.2}\n");
        var flags = new Dictionary<string, ConfigFlag> { ["adapter.alpha"] = new("--alpha", "3"), ["adapter.dropout"] = new("--dropout", "0.3") };

        var adapter = ConfigReader.Read<SampleConfig>(file.Path, flags, ["adapter.dropout=0.1", "adapter.dropout=0.4"]).Adapter;

        Assert.Equal((2, 3.0, 0.4, StartingPoint.LoraLike), (adapter.Rank, adapter.Alpha, adapter.Dropout, adapter.Start));
    }

    [Fact]
    public void Read_OverridesAreText()
    {
        var config = ConfigReader.Read<SampleConfig>(
            null, ["name=null", "note=null", "override=a=b: \"c\"", "adapter.targets= a, b,c", "training.weights=", "training.save_at=3,4", " training.steps =70"]);

        Assert.Equal(("null", null, "a=b: \"c\""), (config.Name, config.Note, config.PromptOverride));
        Assert.Equal(["a", "b", "c"], config.Adapter.Targets);
        Assert.Empty(config.Training.Weights);
        Assert.Equal([3, 4], config.Training.SaveAt!);
        Assert.Equal(70, config.Training.Steps);
    }

    [Fact]
    public void Read_LeavesSharedDefaultsAlone()
    {
        Assert.Equal(50, ConfigReader.Read<SampleConfig>(null, ["training.steps=50"]).Training.Steps);
        Assert.Equal(100, SampleTraining.Shared.Steps);
    }

    [Fact]
    public void Read_TellsAllProblemsAtOnce()
    {
        using var file = new YamlFile("""
            adapter:
              rank: 0
              rnak: 4
              rank: 5
              alpha: abc
              targets: q_proj
            name: ''
            training:
              shuffle: yes
              weights: [1, x, -2, .nan]
              clip_norm: *a
            """);

        var flags = new Dictionary<string, ConfigFlag> { ["adapter.start"] = new("--start", "lora_like"), ["adapter.dropout"] = new("--dropout", "1") };
        var error = Assert.Throws<ConfigException>(() => ConfigReader.Read<SampleConfig>(file.Path, flags, ["training.steps=0", "x"]));

        Assert.Equal(
            [
                $"{file.Path}:2 adapter.rank",
                $"{file.Path}:3 adapter.rnak",
                $"{file.Path}:4 adapter.rank",
                $"{file.Path}:5 adapter.alpha",
                $"{file.Path}:6 adapter.targets",
                $"{file.Path}:7 name",
                $"{file.Path}:9 training.shuffle",
                $"{file.Path}:10 training.weights[1]",
                $"{file.Path}:10 training.weights[2]",
                $"{file.Path}:10 training.weights[3]",
                $"{file.Path}:11 training.clip_norm",
                "--start adapter.start",
                "--dropout adapter.dropout",
                "--set training.steps",
                "--set ",
            ],
            error.Problems.Select(problem => $"{problem.Where} {problem.Key}"));
    }

    [Theory]
    [InlineData("note: x\nrnak: 1\n", "run.yaml:2: rnak: unknown key; expected one of name, note, override, adapter, training; remove it")]
    [InlineData("adapter:\n  Rnak: 1\n", "run.yaml:2: adapter.Rnak: unknown key; expected one of rank, alpha, dropout, start, targets; did you mean 'adapter.rank'?")]
    [InlineData("\nrank: 1\n", "run.yaml:2: rank: unknown key; expected one of name, note, override, adapter, training; did you mean 'adapter.rank'?")]
    [InlineData("prompt_override: x\n", "run.yaml:1: prompt_override: unknown key; expected one of name, note, override, adapter, training; remove it")]
    [InlineData("adapter: {scaling: 1}\n", "run.yaml:1: adapter.scaling: unknown key; expected one of rank, alpha, dropout, start, targets; remove it")]
    [InlineData("name: a\nnote: b\nname: c\n", "run.yaml:3: name: the key stands twice (first at run.yaml:1); expected each key once; remove one of them")]
    [InlineData("training:\n  steps: abc\n", "run.yaml:2: training.steps: 'abc'; expected an integer, at least 1; leave it out for the default 100")]
    [InlineData("training:\n  steps: 16.5\n", "run.yaml:2: training.steps: '16.5'; expected an integer, at least 1; write a whole number")]
    [InlineData("training:\n  steps: 1_000\n", "run.yaml:2: training.steps: '1_000'; expected an integer, at least 1; write the digits without _")]
    [InlineData("training:\n  steps: \"3\"\n", "run.yaml:2: training.steps: \"3\"; expected an integer, at least 1; remove the quotes")]
    [InlineData("training:\n  steps: 2147483648\n", "run.yaml:2: training.steps: '2147483648'; expected an integer, at least 1; the largest here is 2147483647")]
    [InlineData("training:\n  seed: 9223372036854775808\n", "run.yaml:2: training.seed: '9223372036854775808'; expected an integer; the largest here is 9223372036854775807")]
    [InlineData("training:\n  steps:\n  seed: 1\n", "run.yaml:2: training.steps: no value; expected an integer, at least 1; leave it out for the default 100")]
    [InlineData("training:\n  steps: null\n", "run.yaml:2: training.steps: null; expected an integer, at least 1; leave it out for the default 100")]
    [InlineData("training:\n  steps: [1]\n", "run.yaml:2: training.steps: a list; expected an integer, at least 1; leave it out for the default 100")]
    [InlineData("training:\n  steps: {a: 1}\n", "run.yaml:2: training.steps: a mapping; expected an integer, at least 1; leave it out for the default 100")]
    [InlineData("training:\n  steps: 0.0\n", "run.yaml:2: training.steps: 0.0; expected an integer, at least 1; leave it out for the default 100")]
    [InlineData("training:\n  warmup_steps: -1\n", "run.yaml:2: training.warmup_steps: -1; expected an integer, at least 0, or null; leave it out for the default null")]
    [InlineData("training:\n  learning_rate: 0\n", "run.yaml:2: training.learning_rate: 0; expected a number, above 0, at most 1; leave it out for the default 0.0003")]
    [InlineData("training:\n  learning_rate: 1.5\n", "run.yaml:2: training.learning_rate: 1.5; expected a number, above 0, at most 1; leave it out for the default 0.0003")]
    [InlineData("training:\n  learning_rate: 1e999\n", "run.yaml:2: training.learning_rate: '1e999'; expected a number, above 0, at most 1; leave it out for the default 0.0003")]
    [InlineData("training:\n  clip_norm: .inf\n", "run.yaml:2: training.clip_norm: '.inf'; expected a number, above 0, or null; write a finite number")]
    [InlineData("training:\n  shuffle: yes\n", "run.yaml:2: training.shuffle: 'yes'; expected true or false; write true")]
    [InlineData("training:\n  shuffle: False\n", "run.yaml:2: training.shuffle: 'False'; expected true or false; write false")]
    [InlineData("training:\n  shuffle: 'true'\n", "run.yaml:2: training.shuffle: \"true\"; expected true or false; remove the quotes")]
    [InlineData("training:\n  weights:\n    - 1\n    - -1\n", "run.yaml:4: training.weights[1]: -1; expected a number, at least 0")]
    [InlineData("training:\n  weights: null\n", "run.yaml:2: training.weights: null; expected a list of numbers, at least 0; write it as [a, b]")]
    [InlineData("training:\n  save_at: [1,\n    null]\n", "run.yaml:3: training.save_at[1]: null; expected an integer, at least 1")]
    [InlineData("adapter:\n  dropout: 0.95\n", "run.yaml:2: adapter.dropout: 0.95; expected a number, from 0 to 0.9; leave it out for the default 0.0")]
    [InlineData("adapter:\n  start: lora_like\n", "run.yaml:2: adapter.start: 'lora_like'; expected one of lora-like, zero, svd; did you mean 'lora-like'?")]
    [InlineData("adapter:\n  start: SingularVectors\n", "run.yaml:2: adapter.start: 'SingularVectors'; expected one of lora-like, zero, svd; leave it out for the default lora-like")]
    [InlineData("adapter:\n  targets: a,b\n", "run.yaml:2: adapter.targets: 'a,b'; expected a list of texts, not empty; write it as [a, b]")]
    [InlineData("adapter:\n  targets: []\n", "run.yaml:2: adapter.targets: an empty list; expected a list of texts, not empty")]
    [InlineData("adapter:\n  targets: [a, [b]]\n", "run.yaml:2: adapter.targets[1]: a list; expected a text")]
    [InlineData("name: ' '\n", "run.yaml:1: name: an empty text; expected a text, not empty; leave it out for the default run")]
    [InlineData("override:\n", "run.yaml:1: override: no value; expected a text; write \"\" for an empty text")]
    [InlineData("adapter: 3\n", "run.yaml:1: adapter: '3'; expected a section with the keys rank, alpha, dropout, start, targets; leave the section out for its defaults")]
    [InlineData("adapter: null\n", "run.yaml:1: adapter: null; expected a section with the keys rank, alpha, dropout, start, targets; leave the section out for its defaults")]
    [InlineData("note: &x a\nname: *x\n", "run.yaml:2: name: an alias (*x) is not supported; expected a plain value; write the value out")]
    [InlineData("name: a\nadapter: *x\n", "run.yaml:2: adapter: an alias (*x) is not supported; expected a plain value; write the value out")]
    [InlineData("adapter:\n  <<: {rank: 1}\n", "run.yaml:2: adapter: a merge key (<<) is not supported; expected a plain name; write the keys out")]
    [InlineData("? [a]\n: b\n", "run.yaml:1: a list as a key; expected a plain name; write the keys out")]
    [InlineData("note: !mine x\n", "run.yaml:1: note: a tag (!mine) is not supported; expected a plain value; remove the tag")]
    [InlineData("# one\n- a\n", "run.yaml:2: a list; expected keys with values; the keys are name, note, override, adapter, training")]
    [InlineData("null\n", "run.yaml:1: null; expected keys with values; the keys are name, note, override, adapter, training")]
    [InlineData("name: a\n---\nname: b\n", "run.yaml:2: a second document begins; expected one document a file; remove the line '---' and what follows")]
    public void Read_RefusesInOneLine(string text, string line) => Assert.Equal([line], YamlFile.Errors(text));

    [Theory]
    [InlineData("name: x\nnote: a: b\n", 2)]
    [InlineData("name: x\nnote: a\n\tb: c\n", 3)]
    [InlineData("name: x\nnote: 'a\nadapter:\n", 2)]
    [InlineData("adapter:\n  rank: 1\n alpha: 2\n", 3)]
    [InlineData("name: x\nnote: \"\\q\"\n", 2)]
    [InlineData("name: x\nadapter: {rank: 1\ntraining:\n  steps: 3\n", 2)]
    [InlineData("name: x\nadapter:\n  targets: [a\nnote: b\n", 3)]
    public void Read_RefusesWhatIsNotYaml(string text, int line) =>
        Assert.StartsWith($"run.yaml:{line}: is not YAML (", Assert.Single(YamlFile.Errors(text)), StringComparison.Ordinal);

    [Fact]
    public void Read_RefusesTooManyLevels() =>
        Assert.Equal(
            ["run.yaml:1: is not YAML (more than 64 levels); check the indentation, the quotes and the brackets"],
            YamlFile.Errors("name: " + new string('[', 20000)));

    [Fact]
    public void Read_RefusesBytesThatAreNotUtf8()
    {
        using var file = new YamlFile([.. "name: x\nnote: caf"u8, 0xE9, (byte)'\n']);

        Assert.Equal(["run.yaml:2: byte 0xE9 is not UTF-8; save the file as UTF-8"], file.Errors());
    }

    [Fact]
    public void Read_RefusesMissingFileAndFolder()
    {
        using var file = new YamlFile("");
        var missing = file.Path + "x";
        var folder = Path.GetDirectoryName(file.Path)!;

        Assert.Equal(
            $"{missing}: no such file; expected a YAML file; check the path\n--set: nmae: unknown key; expected one of name, note, override, adapter, training; did you mean 'name'?",
            Assert.Throws<ConfigException>(() => ConfigReader.Read<SampleConfig>(missing, ["nmae=x"])).Message);
        Assert.Equal(
            $"{folder}: is a folder; expected a YAML file; check the path",
            Assert.Throws<ConfigException>(() => ConfigReader.Read<SampleConfig>(folder, [])).Message);
    }

    [Theory]
    [InlineData("name", "--set: 'name'; expected key=value; write --set section.key=value")]
    [InlineData("=x", "--set: '=x'; expected key=value; write --set section.key=value")]
    [InlineData("rank=3", "--set: rank: unknown key; expected one of name, note, override, adapter, training; did you mean 'adapter.rank'?")]
    [InlineData("adaptor.rank=3", "--set: adaptor: unknown key; expected one of name, note, override, adapter, training; did you mean 'adapter'?")]
    [InlineData("adapter.rnak=3", "--set: adapter.rnak: unknown key; expected one of rank, alpha, dropout, start, targets; did you mean 'adapter.rank'?")]
    [InlineData("adapter=3", "--set: adapter: the key of a section; expected the key of a value; set one of adapter.rank, adapter.alpha, adapter.dropout, adapter.start, adapter.targets")]
    [InlineData("name.x=3", "--set: name.x: name is a value, not a section; set name itself")]
    [InlineData("adapter.rank=0", "--set: adapter.rank: 0; expected an integer, at least 1; leave it out for the default 8")]
    [InlineData("adapter.rank=", "--set: adapter.rank: ''; expected an integer, at least 1; leave it out for the default 8")]
    [InlineData("adapter.rank=null", "--set: adapter.rank: null; expected an integer, at least 1; leave it out for the default 8")]
    [InlineData("adapter.targets=", "--set: adapter.targets: an empty list; expected a list of texts, not empty")]
    [InlineData("training.save_at=1,x", "--set: training.save_at[1]: 'x'; expected an integer, at least 1")]
    [InlineData("name=", "--set: name: an empty text; expected a text, not empty; leave it out for the default run")]
    public void Read_RefusesOverride(string assignment, string line) => Assert.Equal([line], YamlFile.Errors("", assignment));

    [Fact]
    public void Read_NamesTheFlag()
    {
        var flags = new Dictionary<string, ConfigFlag> { ["adapter.rank"] = new("--rank", "many") };

        Assert.Equal(
            "--rank: adapter.rank: 'many'; expected an integer, at least 1; leave it out for the default 8",
            Assert.Throws<ConfigException>(() => ConfigReader.Read<SampleConfig>(null, flags, [])).Message);
    }

    [Fact]
    public void Read_TellsBrokenRulesWithTheirPlaces()
    {
        Assert.Equal(
            [
                "run.yaml:5: training.warmup_steps: 101; expected at most the 100 steps; lower it",
                "run.yaml:2: note: the name again; say more",
                "run.yaml:3: adapter: rank above steps; train longer",
            ],
            YamlFile.Errors("name: a\nnote: a\nadapter: {rank: 200}\ntraining:\n  warmup_steps: 101\n"));
        Assert.Equal(["--set: training.warmup_steps: 101; expected at most the 100 steps; lower it"], YamlFile.Errors("", "training.warmup_steps=101"));
    }

    [Fact]
    public void Read_PlacesARuleOverDefaultsAtTheSectionOrTheFile()
    {
        Assert.Equal(["run.yaml:2: training.warmup_steps: 7; expected at most the 5 steps; lower it"], Errors<WarmRun>("\ntraining:\n  steps: 5\n"));
        Assert.Equal(["run.yaml: other.warmup_steps: 7; expected at most the 6 steps; lower it"], Errors<WarmerRun>("training: {}\n"));
    }

    [Fact]
    public void Read_AsksNoRuleOverValuesThatCouldNotBeRead() =>
        Assert.Equal(
            ["run.yaml:2: training.steps: 'x'; expected an integer, at least 1; leave it out for the default 100"],
            YamlFile.Errors("training:\n  steps: x\n  warmup_steps: 101\n"));

    [Fact]
    public void Read_AsksForASettingWhoseDefaultIsRefused()
    {
        Assert.Equal(["run.yaml: model: not set, and the default is \"\"; expected a text, not empty; set model"], Errors<NeedyConfig>("{}\n"));
        Assert.Equal(["run.yaml:1: model: an empty text; expected a text, not empty"], Errors<NeedyConfig>("model: ''\n"));
        Assert.Equal(
            "defaults: model: not set, and the default is \"\"; expected a text, not empty; set model",
            Assert.Throws<ConfigException>(() => ConfigReader.Read<NeedyConfig>(null, [])).Message);
        Assert.Equal("m", ConfigReader.Read<NeedyConfig>(null, ["model=m"]).Model);
    }

    [Fact]
    public void Read_RefusesTypesThatAreNoConfiguration()
    {
        Assert.Throws<InvalidOperationException>(() => ConfigReader.Read<DatedConfig>(null, []));
        Assert.Throws<InvalidOperationException>(() => ConfigReader.Read<TwiceConfig>(null, []));
    }

    private static string[] Errors<T>(string text)
        where T : class, new()
    {
        using var file = new YamlFile(text);
        return [.. Assert.Throws<ConfigException>(() => file.Read<T>()).Problems.Select(problem => file.Shorten(problem.ToString()))];
    }

    private sealed record WarmRun
    {
        public SampleTraining Training { get; init; } = new() { WarmupSteps = 7 };
    }

    private sealed record WarmerRun
    {
        public SampleTraining Training { get; init; } = new();

        public SampleTraining Other { get; init; } = new() { WarmupSteps = 7, Steps = 6 };
    }

    private sealed record NeedyConfig
    {
        [NotEmpty]
        public string Model { get; init; } = "";
    }

    private sealed record DatedConfig
    {
        public DateTime Day { get; init; }
    }

    private sealed record TwiceConfig
    {
        public int Rank { get; init; }

        [YamlName("rank")]
        public int Other { get; init; }
    }
}
