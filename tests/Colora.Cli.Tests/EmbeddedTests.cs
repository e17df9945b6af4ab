using Colora.Testing;
using Xunit;

namespace Colora.Cli.Tests;

/// <summary>The embedded model and data through the whole chain: train, kill -9, resume, evaluate, export, import, equal predictions.</summary>
public sealed class EmbeddedTests
{
    private static readonly string[] Short =
    [
        "--preset", "mixed", "--examples-per-user", "8", "--steps", "12", "--batch-size", "8", "--rank", "4", "--validation", "2", "--validate-every", "6",
        "--checkpoint-every", "4", "--threads", "1", "--dtype", "float32", "--seed", "2", "--max-new-tokens", "40",
    ];

    [Fact]
    public void A_killed_run_on_the_embedded_base_ends_in_an_adapter_that_predicts_the_same()
    {
        using var folder = new TemporaryFolder();
        var whole = CliProcess.Succeed(["train", .. Short, "--out", folder["whole"]]);
        Assert.Contains("no --model: using the embedded base model", whole.Error);
        Assert.Contains("no --data: using the embedded house-rules benchmark (mixed)", whole.Error);
        using (var process = CliProcess.Start(["train", .. Short, "--out", folder["killed"]]))
        {
            while (!process.HasExited && !Directory.Exists(folder["killed", "checkpoint-000004"])) Thread.Sleep(5);
            process.Kill();
            process.WaitForExit();
        }

        CliProcess.Succeed("train", "--resume", "--out", folder["killed"]);
        foreach (var name in (string[])["shared.safetensors", "personal.safetensors"])
            Assert.Equal(File.ReadAllBytes(folder["whole", "final", name]), File.ReadAllBytes(folder["killed", "final", name]));

        var tuned = Nll(CliProcess.Succeed("evaluate", "--run", folder["killed"], "--max-rows", "6", "--json", "--no-generate"));
        var bare = Nll(CliProcess.Succeed("evaluate", "--run", folder["killed"], "--base", "--max-rows", "6", "--json", "--no-generate"));
        Assert.True(tuned < bare, $"{tuned} for {bare}");

        CliProcess.Succeed("export", "--run", folder["killed"], "--user", "bank-1", "--out", folder["adapters"]);
        var input = "2019-02-27; 12 boxes; AX-4471; Anna Berg; loans";
        var own = CliProcess.Succeed("generate", "--run", folder["killed"], "--user", "bank-1", "--prompt", input, "--max-new-tokens", "24", "--threads", "1", "--json").Json().GetProperty("text").GetString();
        var imported = CliProcess.Succeed("generate", "--adapter", folder["adapters", "bank-1"], "--prompt", $"Input: {input}\nOutput:", "--max-new-tokens", "24", "--threads", "1", "--json").Json().GetProperty("text").GetString();
        Assert.Equal(own, imported);
    }

    [Fact]
    public void A_model_of_the_hub_is_found_in_the_cache_and_a_run_keeps_its_commit()
    {
        using var folder = new TemporaryFolder();
        const string commit = "0123456789abcdef0123456789abcdef01234567";
        CliProcess.Succeed("sample", "--out", folder["sample"], "--rows", "20");
        Directory.CreateDirectory(folder["cache", "models--acme--tiny", "snapshots"]);
        Directory.CreateDirectory(folder["cache", "models--acme--tiny", "refs"]);
        Directory.Move(folder["sample", "model"], folder["cache", "models--acme--tiny", "snapshots", commit]);
        File.WriteAllText(folder["cache", "models--acme--tiny", "refs", "main"], commit);
        (string, string)[] offline = [("HF_HUB_CACHE", folder["cache"]), ("HF_HUB_OFFLINE", "1")];
        string[] train = ["train", "--model", "acme/tiny", "--data", folder["sample", "data"], "--steps", "3", "--batch-size", "4", "--threads", "1", "--out", folder["run"]];
        Assert.Equal(0, CliProcess.Run(offline, train).ExitCode);
        var config = File.ReadAllText(folder["run", "config.yaml"]);
        Assert.Contains("model: acme/tiny", config);
        Assert.Contains(commit, config);
        Assert.Equal(0, CliProcess.Run(offline, "evaluate", "--run", folder["run"], "--no-generate").ExitCode);
        Assert.Equal(0, CliProcess.Run(offline, "generate", "--model", "acme/tiny", "--prompt", "ab").ExitCode);
        var missing = CliProcess.Run(offline, "generate", "--model", "acme/other", "--prompt", "ab");
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("HF_HUB_OFFLINE", missing.Error);
    }

    private static double Nll(CliResult result) => result.Json().GetProperty("mean").GetProperty("nll").GetDouble();
}
