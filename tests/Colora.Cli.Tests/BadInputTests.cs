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
        { "benchmark --rows 50 --out OUT", "--rows: 50; expected a multiple of 4" },
        { "benchmark --tenants 244 --out OUT", "--tenants: 244; expected at most 240" },
        { "benchmark --family hotels --out OUT", "--family: \"hotels\"; expected one of orders" },
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
        { "tarin", "did you mean 'train'" },
        { "compare --method local --out OUT", "did you mean '--methods'" },
        { "train --stesp 3 --out OUT", "did you mean '--steps'" },
        { "evaluate --max-new 3 --out OUT", "did you mean '--max-new-tokens'" },
        { "lab rnu P1", "did you mean 'run'" },
        { "train --resume --steps 60 --out RUN", "another folder" },
        { "train --model MODEL --data DATA --preset letters_all --rank 100000 --out OUT", "adapter.rank" },
        { "train --model MODEL --data DATA --preset letters_all --rank 65 --out OUT", "at most 64" },
        { "train --model MODEL --data DATA --preset letters_all --rank 2147483648 --out OUT", "2147483647" },
        { "train --model MODEL --data DATA --preset letters_all --method colora-dual --set adapter.private_rank=65000 --out OUT", "adapter.private_rank" },
        { "train --model MODEL --data DATA --preset letters_all --set training.gradient_accumulation=2147483647 --out OUT", "training.gradient_accumulation" },
        { "train --model MODEL --data DATA --preset letters_all --set rounds.rounds=2147483647 --out OUT", "rounds.rounds" },
        { "train --model MODEL --data DATA --preset letters_all --batch-size 2147483647 --out OUT", "training.batch_size" },
        { "train --model MODEL --data DATA --preset letters_all --validation 1e308 --out OUT", "data.validation" },
        { "train --model MODEL --data DATA --preset letters_all --epochs 1e308 --out OUT", "training.epochs" },
        { "train --model MODEL --data DATA --preset letters_all --learning-rate nan --out OUT", "optimizer.learning_rate" },
        { "train --model MODEL --data DATA --preset letters_all --learning-rate 1e309 --out OUT", "optimizer.learning_rate" },
        { "train --model MODEL --data DATA --preset letters_all --threads 2147483647 --out OUT", "engine.threads" },
        { "train --model MODEL --data DATA --preset letters_all --method local --set training.phases=SSA --out OUT", "training.phases" },
        { "train --model MODEL --data DATA --preset letters_all --out FILE", "is a file" },
        { "train --model MODEL --data DATA --preset letters_all --out FILE/run", "is a file" },
        { "train --model MODEL --data DATA --preset letters_all --out /dev/null", "/dev" },
        { "train --model MODEL --data DATA --preset letters_all --out EMPTY", "--out" },
        { "evaluate --run RUN --out FILE/x", "is a file" },
        { "evaluate --run EMPTY", "--run" },
        { "compare --out FILE/x", "is a file" },
        { "compare --seeds -1 --out OUT", "--seeds" },
        { "compare --rates nan --out OUT", "--rates" },
        { "compare --tuning-seed -5 --out OUT", "--tuning-seed" },
        { "compare --learning-rate 0 --rates 1e-3,1e-2 --out OUT", "optimizer.learning_rate" },
        { "compare --methods colora@adapter.rank=100000 --out OUT", "adapter.rank" },
        { "compare --methods local,colora --set training.phases=SSA --out OUT", "no phase S for method local" },
        { "demo --out FILE/x", "is a file" },
        { "onboard --run RUN --users a --out FILE", "is a file" },
        { "export --run RUN --all --out FILE", "is a file" },
        { "export --run RUN --all --format 0 --out OUT", "--format" },
        { "export --run RUN --user reverse --user reverse --out OUT", "twice" },
        { "tokenize --model MODEL --file x --out DATA", "is a folder" },
        { "sample --out FILE/x", "is a file" },
        { "corpus --documents 10 --out FILE", "file" },
        { "benchmark --out FILE/x", "is a file" },
        { "pretrain --out FILE", "is a file" },
        { "pretrain --set shape.layers=2147483647 --out OUT", "shape.layers" },
        { "generate --model MODEL --prompt x --temperature Infinity", "--temperature" },
        { "generate --model MODEL --prompt x --temperature NaN", "--temperature" },
        { "generate --model MODEL --prompt x --threads -1", "--threads" },
        { "generate --model MODEL --prompt x --seed -1", "--seed" },
        { "verify --model MODEL --reference x --tolerance NaN", "--tolerance" },
        { "verify --model MODEL --reference x --loss-tolerance -1", "--loss-tolerance" },
        { "lab recover --users 2147483647 --out OUT", "GB" },
        { "lab recover --noise 1e308 --out OUT", "--noise" },
        { "lab recover --pull 1e308 --out OUT", "--pull" },
        { "lab check --out FILE", "is a file" },
        { "lab bridge --out FILE/x", "is a file" },
        { "plan --pilot EMPTY", "--pilot" },
        { "similarity --run EMPTY", "--run" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_line_says_what_is_wrong(string command, string mentions)
    {
        var target = sample.New("out-" + Math.Abs(command.GetHashCode(StringComparison.Ordinal)));
        var arguments = command.Split(' ').Select(word => word switch { "MODEL" => sample.Model, "DATA" => sample.Data, "RUN" => sample.Run, "OUT" => target, "EMPTY" => "", _ => word.StartsWith("FILE", StringComparison.Ordinal) ? sample.File + word[4..] : word }).ToArray();
        var result = CliProcess.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(mentions, result.Error);
        Assert.DoesNotContain("   at ", result.Error);
        Assert.Empty(result.Output);
        Assert.All(result.ErrorLines, line => Assert.True(line.StartsWith("error: ", StringComparison.Ordinal) || line.StartsWith("see: ", StringComparison.Ordinal), line));
        Assert.False(Directory.Exists(target) || File.Exists(target), "something was written");
    }

    [Theory]
    [InlineData("train --model MODEL --data rows.jsonl --out OUT", "not json", 1, "rows.jsonl:1:")]
    [InlineData("train --model MODEL --data rows.jsonl --out OUT", "{\"input\":\"x\",\"output\":[],\"user\":\"a\"}", 1, "rows.jsonl:1:")]
    [InlineData("train --config rows.jsonl --out OUT", "key#: 1", 21, "and 199980 more errors")]
    [InlineData("validate --config rows.jsonl", "key#: 1", 21, "and 199980 more errors")]
    public void Two_hundred_thousand_errors_are_cut_to_twenty_and_a_count(string command, string line, int lines, string mentions)
    {
        var file = sample.New("rows.jsonl");
        File.WriteAllLines(file, Enumerable.Range(0, 200_000).Select(i => line.Replace("#", $"{i}", StringComparison.Ordinal)));
        var target = sample.New("out-many");
        var result = CliProcess.Run([.. command.Split(' ').Select(word => word switch { "MODEL" => sample.Model, "OUT" => target, "rows.jsonl" => file, _ => word })]);
        Assert.Equal((2, lines), (result.ExitCode, result.ErrorLines.Length));
        Assert.Contains(mentions, result.Error);
        Assert.False(Directory.Exists(target), "something was written");
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

    [Fact]
    public void The_coldest_temperature_is_greedy()
    {
        string[] command = ["generate", "--model", sample.Model, "--prompt", "abc", "--max-new-tokens", "8"];
        Assert.Equal(CliProcess.Succeed(command).Output, CliProcess.Succeed([.. command, "--temperature", "1e-40"]).Output);
    }

    [Fact]
    public void A_training_that_diverges_has_an_exit_code_of_its_own()
    {
        var result = CliProcess.Run("train", "--model", sample.Model, "--data", sample.Data, "--preset", "letters_all", "--start", "lora-like", "--steps", "2", "--set", "schedule.warmup_ratio=0", "--learning-rate", "1e39", "--out", sample.New("diverged"));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("error: diverged at step 1: the shared weights", result.Error);
        Assert.Contains("lower optimizer.learning_rate", result.ErrorLines[^1]);
    }

    [Theory]
    [InlineData("train --data nowhere.jsonl", "nowhere.jsonl")]
    [InlineData("train --rank 0", "adapter.rank")]
    [InlineData("compare --methd x", "--methods")]
    public void With_json_standard_output_says_what_is_wrong(string command, string mentions)
    {
        var result = CliProcess.Run([.. command.Split(' '), "--out", sample.New("never-json"), "--json"]);
        Assert.Equal(2, result.ExitCode);
        using var document = System.Text.Json.JsonDocument.Parse(result.Output);
        Assert.Contains(mentions, document.RootElement.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("\"rms_norm_eps\": -1e-5", "rms_norm_eps")]
    [InlineData("\"num_attention_heads\": 0", "num_attention_heads")]
    [InlineData("\"hidden_size\": -64", "hidden_size")]
    [InlineData("\"num_hidden_layers\": 2147483647", "num_hidden_layers")]
    [InlineData("\"max_position_embeddings\": -1", "max_position_embeddings")]
    [InlineData("\"eos_token_id\": 99999999", "99999999")]
    [InlineData("\"rope_theta\": 1e-300", "rope_theta")]
    [InlineData("\"intermediate_size\": -1", "intermediate_size")]
    public void A_number_that_no_model_has_is_refused(string member, string mentions)
    {
        var model = Copy("config-" + Guid.NewGuid().ToString("N"));
        var path = Path.Combine(model, "config.json");
        var key = member[..member.IndexOf(':', StringComparison.Ordinal)];
        var lines = File.ReadAllLines(path).Where(line => !line.TrimStart().StartsWith(key, StringComparison.Ordinal)).ToList();
        lines.Insert(1, member + ",");
        File.WriteAllLines(path, lines);
        foreach (var name in (string[])["generation_config.json"])
            if (File.Exists(Path.Combine(model, name))) File.Delete(Path.Combine(model, name));
        var result = CliProcess.Run("generate", "--model", model, "--prompt", "x");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(mentions, Assert.Single(result.ErrorLines));
    }

    private string Copy(string name)
    {
        var target = Directory.CreateDirectory(sample.New(name)).FullName;
        foreach (var file in Directory.GetFiles(sample.Model)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        return target;
    }
}
