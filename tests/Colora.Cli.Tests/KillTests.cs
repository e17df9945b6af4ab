using Xunit;

namespace Colora.Cli.Tests;

/// <summary>kill -9 in the middle of a run, then --resume: the same bytes as without.</summary>
public sealed class KillTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(21)]
    public void A_killed_run_resumes_to_the_same_bytes(int steps)
    {
        var run = sample.New($"killed-{steps}");
        using (var process = CliProcess.Start(["train", .. sample.TrainArguments("colora"), "--out", run]))
        {
            var metrics = Path.Combine(run, "metrics.jsonl");
            while (!process.HasExited && (!File.Exists(metrics) || ReadShared(metrics).Count(c => c == '\n') < steps)) Thread.Sleep(5);
            process.Kill();
            process.WaitForExit();
        }

        CliProcess.Succeed("train", "--resume", "--out", run);
        foreach (var name in (string[])["shared.safetensors", "personal.safetensors"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(sample.Run, "final", name)), File.ReadAllBytes(Path.Combine(run, "final", name)));
        Assert.Equal(30, File.ReadLines(Path.Combine(run, "metrics.jsonl")).Count(line => line.Contains("\"loss\"")));
    }

    [Fact]
    public void Another_config_is_not_resumed()
    {
        var run = sample.New("other");
        using (var process = CliProcess.Start(["train", .. sample.TrainArguments("colora"), "--out", run]))
        {
            while (!process.HasExited && !Directory.Exists(Path.Combine(run, "checkpoint-000007"))) Thread.Sleep(5);
            process.Kill();
            process.WaitForExit();
        }

        if (File.Exists(Path.Combine(run, "summary.json"))) return;
        var result = CliProcess.Run("train", "--resume", "--out", run, "--learning-rate", "0.5");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("another config", result.Error);
    }

    private static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
