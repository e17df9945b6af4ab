using Xunit;

namespace Colora.Cli.Tests;

/// <summary>The whole chain through the real command line.</summary>
public sealed class EndToEndTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    [Fact]
    public void A_run_folder_holds_what_the_documentation_names()
    {
        foreach (var name in (string[])["config.yaml", "run.json", "metrics.jsonl", "summary.json", "README.md", "loss.png", "final/shared.safetensors", "final/personal.safetensors", "final/adapter.json"])
            Assert.True(File.Exists(Path.Combine(sample.Run, name)), name);
        Assert.Empty(Directory.GetFileSystemEntries(sample.Run, "*.tmp"));
    }

    [Fact]
    public void Training_makes_every_user_more_likely_than_the_base()
    {
        var tuned = CliProcess.Succeed("evaluate", "--run", sample.Run, "--json").Json();
        var bare = CliProcess.Succeed("evaluate", "--run", sample.Run, "--base", "--json").Json();
        Assert.Equal("base", bare.GetProperty("method").GetString());
        Assert.Equal(4, tuned.GetProperty("users").GetArrayLength());
        foreach (var (before, after) in bare.GetProperty("users").EnumerateArray().Zip(tuned.GetProperty("users").EnumerateArray()))
            Assert.True(after.GetProperty("nll").GetDouble() < before.GetProperty("nll").GetDouble() - 0.5);
        Assert.Equal(4 * 32, File.ReadLines(Path.Combine(sample.Run, "predictions.jsonl")).Count());
        Assert.True(File.Exists(Path.Combine(sample.Run, "base", "report.json")));
    }

    [Fact]
    public void An_exported_adapter_predicts_what_the_run_predicts()
    {
        var exports = CliProcess.Succeed("export", "--run", sample.Run, "--all", "--out", sample.New("adapters"), "--json").Json().GetProperty("exports");
        Assert.Equal(4, exports.GetArrayLength());
        var own = CliProcess.Succeed("generate", "--run", sample.Run, "--user", "reverse", "--prompt", "abc", "--json").Json().GetProperty("text").GetString();
        var raw = CliProcess.Succeed("generate", "--model", sample.Model, "--adapter", sample.New("adapters") + "/reverse", "--prompt", "Input: abc\nOutput:", "--json").Json().GetProperty("text").GetString();
        Assert.Equal(own, raw);
        CliProcess.Succeed("export", "--run", sample.Run, "--user", "reverse", "--format", "merged", "--out", sample.New("merged"));
        var merged = CliProcess.Succeed("generate", "--model", sample.New("merged") + "/reverse", "--prompt", "Input: abc\nOutput:", "--json").Json().GetProperty("text").GetString();
        Assert.Equal(own, merged);
        var a = (string user) => File.ReadAllBytes(Path.Combine(sample.New("adapters"), user, "adapter_model.safetensors"));
        Assert.NotEqual(a("reverse"), a("repeat"));
    }

    [Fact]
    public void Every_command_prints_one_json_document_and_nothing_else()
    {
        var texts = sample.New("texts.jsonl");
        File.WriteAllText(texts, "{\"text\":\"ab\"}\n{\"text\":\"\"}\n");
        Assert.Equal(2, CliProcess.Succeed("tokenize", "--model", sample.Model, "--file", texts, "--out", sample.New("ids.jsonl"), "--json").Json().GetProperty("rows").GetInt32());
        Assert.Contains("\"decoded\":\"ab\"", File.ReadAllText(sample.New("ids.jsonl")));

        var predictions = sample.New("predictions.jsonl");
        File.WriteAllText(predictions, "{\"prediction\":\"the cat sat\",\"references\":[\"the cat sat on the mat\",\"x\"]}\n");
        var score = CliProcess.Succeed("score", "--predictions", predictions, "--rows", sample.New("rows.jsonl"), "--json").Json();
        Assert.Equal(2.0 / 3, score.GetProperty("rougeL").GetDouble(), 1e-9);
        Assert.Equal("{\"exact_match\":0,\"exact_match_squad\":0,\"rougeL\":0.6666666666666666}", File.ReadAllText(sample.New("rows.jsonl")).Trim());

        var preview = CliProcess.Succeed(["preview", .. sample.TrainArguments("colora"), "--json"]).Json();
        Assert.Equal(4, preview.GetProperty("examples").GetArrayLength());
        Assert.True(CliProcess.Succeed(["validate", .. sample.TrainArguments("local"), "--json"]).Json().GetProperty("valid").GetBoolean());
        Assert.Equal("object", CliProcess.Succeed("config", "schema", "--json").Json().GetProperty("type").GetString());
        Assert.True(CliProcess.Succeed("config", "keys", "--json").Json().GetArrayLength() > 40);
    }

    [Fact]
    public void Amounts_dates_and_names_that_differ_in_a_sign_are_no_exact_match()
    {
        (string Prediction, string Reference)[] pairs = [("-5", "5"), ("1.5", "15"), ("+", "-"), ("$12.50", "1250"), ("2024-01-05", "20240105"), ("C++", "C")];
        File.WriteAllLines(sample.New("signs.jsonl"), pairs.Select(pair => $"{{\"prediction\":\"{pair.Prediction}\",\"references\":[\"{pair.Reference}\"]}}"));
        var score = CliProcess.Succeed("score", "--predictions", sample.New("signs.jsonl"), "--json").Json();
        Assert.Equal((0, 1), (score.GetProperty("exact_match").GetDouble(), score.GetProperty("exact_match_squad").GetDouble()));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("pooled")]
    public void The_other_arms_are_the_same_command(string method)
    {
        var run = sample.New(method);
        var answer = CliProcess.Succeed(["train", .. sample.TrainArguments(method), "--out", run, "--json"]).Json();
        Assert.Equal(method, answer.GetProperty("info").GetProperty("method").GetString());
        Assert.Equal(method, CliProcess.Succeed("evaluate", "--run", run, "--no-generate", "--json").Json().GetProperty("method").GetString());
    }
}
