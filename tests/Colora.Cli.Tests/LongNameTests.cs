using Xunit;

namespace Colora.Cli.Tests;

/// <summary>A user's name becomes names of files: whatever these cannot be is said before anything is trained.</summary>
public sealed class LongNameTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    [Theory]
    [InlineData("preview")]
    [InlineData("train")]
    [InlineData("train --start lora-like --steps 2")]
    public void A_hundred_letters_of_three_bytes_are_refused_before_training(string command)
    {
        var (rows, run) = (sample.New("n_cjk.jsonl"), sample.New("n_cjk"));
        var name = string.Concat(Enumerable.Repeat("用户名字长", 20));
        File.WriteAllLines(rows, Enumerable.Range(0, 6).Select(i => $$"""{"user":"{{name}}","input":"a{{i}}","output":"b"}"""));
        var result = CliProcess.Run([.. command.Split(' '), "--model", sample.Model, "--data", rows, .. command.StartsWith("train", StringComparison.Ordinal) ? (string[])["--out", run] : []]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("300 bytes", result.Error);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(run));
    }

    [Fact]
    public void The_longest_name_is_trained_and_exported()
    {
        var (rows, run, exported) = (sample.New("long.jsonl"), sample.New("long"), sample.New("long-out"));
        var name = string.Concat(Enumerable.Repeat("用", 66));
        File.WriteAllLines(rows, Enumerable.Range(0, 6).Select(i => $$"""{"user":"{{name}}","input":"a{{i}}","output":"b"}"""));
        CliProcess.Succeed("train", "--model", sample.Model, "--data", rows, "--start", "lora-like", "--steps", "2", "--rank", "2", "--threads", "1", "--out", run);
        CliProcess.Succeed("export", "--run", run, "--all", "--out", exported);
        Assert.True(File.Exists(Path.Combine(exported, name, "adapter_model.safetensors")));
    }
}
