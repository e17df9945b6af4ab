using Xunit;

namespace Colora.Cli.Tests;

/// <summary>Bad input: one clear line, exit code 2, nothing half-written, no stack trace.</summary>
public sealed class BadInputTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    public static TheoryData<string, string> Cases => new()
    {
        { "demo --seed -1 --out OUT", "--seed" },
        { "train --model nowhere --data DATA --preset letters_all --out OUT", "nowhere" },
        { "train --model MODEL --data nowhere --out OUT", "nowhere" },
        { "train --model MODEL --data DATA --preset nope --out OUT", "letters_all" },
        { "train --model MODEL --data DATA --users reverse,reverse --out OUT", "twice" },
        { "train --model MODEL --data DATA --users ../x --out OUT", "../x" },
        { "train --model MODEL --data DATA --users nobody --out OUT", "nobody" },
        { "train --model MODEL --data DATA --preset letters_all --examples-per-user 100000 --out OUT", "100000" },
        { "train --model MODEL --data DATA --preset letters_all --rank 0 --out OUT", "adapter.rank" },
        { "train --model MODEL --data DATA --preset letters_all --set adapter.rnak=3 --out OUT", "rank" },
        { "train --model MODEL --data DATA --preset letters_all --target-modules c_attn --out OUT", "c_attn" },
        { "train --model MODEL --data DATA --preset letters_all --device cuda --out OUT", "CUDA" },
        { "train --model MODEL --data DATA --preset letters_all --max-length 100000 --out OUT", "positions" },
        { "train --resume --out OUT", "resume" },
        { "train --model MODEL --data DATA --preset letters_all --out RUN", "--resume" },
        { "evaluate --run OUT", "no run" },
        { "compare --methods nosuch --out OUT", "nosuch" },
        { "compare --validation 0.2 --out OUT", "data.validation" },
        { "compare --epochs 2 --out OUT", "training.epochs" },
        { "compare --seeds 0,0 --out OUT", "--seeds" },
        { "compare --score nosuch --out OUT", "--score" },
        { "compare --examples-per-user 16,64 --out OUT", "64 labelled rows" },
        { "compare --users-counts 2,9 --out OUT", "--users-counts" },
        { "similarity --run OUT", "no run" },
        { "evaluate --model MODEL --set evaluation.generate=false evaluation.likelihood=false", "evaluation.generate" },
        { "evaluate --run RUN --set evaluation.strict_match=true", "exact_match_squad" },
        { "train --method fedit --out OUT", "rounds.rounds" },
        { "generate --run RUN --user nobody --prompt x", "nobody" },
        { "generate --model MODEL --prompt x --temperature -1", "--temperature" },
        { "export --run RUN --out OUT", "--all" },
        { "export --run RUN --user nobody --out OUT", "nobody" },
        { "export --run RUN --all --format onnx --out OUT", "onnx" },
        { "verify --model MODEL --reference nowhere.safetensors", "nowhere" },
        { "tokenize --model nowhere --file x --out OUT", "nowhere" },
        { "score --predictions nowhere.jsonl", "nowhere" },
        { "lab recover --users 0 --out OUT", "--users" },
        { "lab recover --rows 4 --out OUT", "r² = 9" },
        { "lab recover --rank 60 --rows 4000 --out OUT", "--rank" },
        { "lab recover --noise nan --out OUT", "--noise" },
        { "lab recover --noise -1 --out OUT", "--noise" },
        { "lab recover --start nowhere --out OUT", "second-moment" },
        { "lab run P11 --out OUT", "P11" },
        { "lab run P1 --quick --full --out OUT", "--quick" },
        { "lab bridge --module nowhere --out OUT", "nowhere" },
        { "plan --pilot OUT", "report.json" },
        { "tables nowhere.md", "nowhere.md" },
        { "config schema --nope", "--nope" },
        { "tarin", "tarin" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_line_says_what_is_wrong(string command, string mentions)
    {
        var target = sample.New("out-" + Math.Abs(command.GetHashCode(StringComparison.Ordinal)));
        var arguments = command.Split(' ').Select(word => word switch { "MODEL" => sample.Model, "DATA" => sample.Data, "RUN" => sample.Run, "OUT" => target, _ => word }).ToArray();
        var result = CliProcess.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(mentions, result.Error);
        Assert.DoesNotContain("   at ", result.Error);
        Assert.Empty(result.Output);
        Assert.All(result.ErrorLines, line => Assert.True(line.StartsWith("error: ", StringComparison.Ordinal) || line.StartsWith("see: ", StringComparison.Ordinal), line));
        Assert.False(Directory.Exists(target) || File.Exists(target), "something was written");
    }

    [Fact]
    public void All_errors_of_a_config_are_told_at_once()
    {
        var file = sample.New("bad.yaml");
        File.WriteAllText(file, "adapter:\n  rank: -1\n  colour: red\ntraining:\n  steps: many\n");
        var result = CliProcess.Run("validate", "--config", file);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(3, result.ErrorLines.Length);
        Assert.Contains("bad.yaml:2", result.Error);
        Assert.Contains("bad.yaml:3", result.Error);
        Assert.Contains("bad.yaml:5", result.Error);
    }

    [Fact]
    public void A_weight_that_is_not_a_number_is_refused_by_name()
    {
        var model = Copy("nan");
        var path = Path.Combine(model, "model.safetensors");
        var bytes = File.ReadAllBytes(path);
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.Length - 4);
        File.WriteAllBytes(path, bytes);
        var result = CliProcess.Run("generate", "--model", model, "--prompt", "x");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("NaN", result.Error);
        Assert.Contains("model.safetensors", result.Error);
    }

    [Fact]
    public void Half_a_weight_file_is_refused()
    {
        var model = Copy("half");
        var path = Path.Combine(model, "model.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..100_000]);
        var result = CliProcess.Run("generate", "--model", model, "--prompt", "x");
        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.ErrorLines);
        Assert.Contains("model.safetensors", result.Error);
    }

    [Theory]
    [InlineData("{\"user\":\"a\",\"input\":\"x\",\"output\":\"\"}\n", "rows.jsonl:")]
    [InlineData("{\"user\":\"a\",\"input\":\"x\"}\n", "rows.jsonl:1")]
    [InlineData("{\"user\":\"a/b\",\"input\":\"x\",\"output\":\"y\"}\n", "a/b")]
    [InlineData("{\"input\":\"x\",\"output\":\"y\"}\n", "user")]
    [InlineData("{broken\n", "rows.jsonl:1")]
    [InlineData("", "no")]
    public void A_bad_row_is_named_by_file_and_line(string content, string mentions)
    {
        var file = Path.Combine(Directory.CreateDirectory(sample.New("rows-" + Guid.NewGuid().ToString("N"))).FullName, "rows.jsonl");
        File.WriteAllText(file, content);
        var target = sample.New("never");
        var result = CliProcess.Run("train", "--model", sample.Model, "--data", file, "--set", "data.test_share=0", "--out", target);
        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.ErrorLines);
        Assert.Contains(mentions, result.Error);
        Assert.False(Directory.Exists(target));
    }

    private string Copy(string name)
    {
        var target = Directory.CreateDirectory(sample.New(name)).FullName;
        foreach (var file in Directory.GetFiles(sample.Model)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        return target;
    }
}
