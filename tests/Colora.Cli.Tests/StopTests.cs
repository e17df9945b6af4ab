using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Colora.Cli.Tests;

/// <summary>Every command ends soon after a signal, with 128 and its number.</summary>
public sealed class StopTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    // Five times what is promised: the machine of a test may be busy.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10), Begun = TimeSpan.FromSeconds(60);

    private const string Tiny = "--model MODEL --data DATA --preset letters_all --steps 60 --rank 2 --batch-size 4 --threads 1 --dtype float32";

    [Theory]
    [InlineData("demo --out OUT", "INT", 130)]
    [InlineData("compare --out OUT", "TERM", 143)]
    [InlineData("evaluate", "HUP", 129)]
    [InlineData("lab check --out OUT", "TERM", 143)]
    [InlineData("corpus --documents 3000000 --out OUT", "INT", 130)]
    [InlineData("train --model MODEL --data DATA --preset letters_all --start lora-like --steps 1000000 --out OUT", "TERM", 143)]
    [InlineData("train --out OUT", "HUP", 129)]
    public async Task A_signal_ends_it(string command, string signal, int expected)
    {
        using var process = CliProcess.Start(Words(command, sample.New("stopped-" + Guid.NewGuid().ToString("N"))));
        await Stopped(process, signal, expected, FirstLine(process));
    }

    [Theory]
    [InlineData("score --predictions PIPE", "INT", 130)]
    [InlineData("tokenize --model MODEL --file PIPE --out OUT", "TERM", 143)]
    [InlineData("preview --config PIPE", "TERM", 143)]
    [InlineData("validate --config PIPE", "HUP", 129)]
    [InlineData("similarity --run HELD:config.yaml", "INT", 130)]
    [InlineData("tables PIPE", "HUP", 129)]
    public async Task A_signal_ends_what_waits_for_a_file(string command, string signal, int expected)
    {
        var target = sample.New("held-" + Guid.NewGuid().ToString("N"));
        var held = command.Split(' ').FirstOrDefault(word => word.StartsWith("HELD:", StringComparison.Ordinal));
        var pipe = held is null ? sample.New("pipe-" + Guid.NewGuid().ToString("N")) : Path.Combine(Directory.CreateDirectory(target).FullName, held["HELD:".Length..]);
        using (var make = Process.Start("mkfifo", [pipe])) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var process = CliProcess.Start(Words(command.Replace("PIPE", pipe, StringComparison.Ordinal).Replace(held ?? "HELD", target, StringComparison.Ordinal), target));
        try
        {
            // A pipe is open for writing when the command has opened it for reading.
            using var writer = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write), TestContext.Current.CancellationToken).WaitAsync(Begun, TestContext.Current.CancellationToken);
            await Stopped(process, signal, expected, Task.CompletedTask);
        }
        finally
        {
            File.Delete(pipe);
        }

        // The lock of a process that has left counts for nothing.
        Assert.DoesNotContain(Directory.Exists(target) ? Directory.GetFileSystemEntries(target) : [], path => Path.GetFileName(path) != ".colora.lock");
    }

    [Fact]
    public async Task A_signal_ends_a_download()
    {
        using var hub = new TcpListener(IPAddress.Loopback, 0);
        hub.Start();
        using var process = CliProcess.Start([("HF_ENDPOINT", $"http://{hub.LocalEndpoint}"), ("HF_HOME", sample.New("cache"))], "generate", "--model", "owner/name", "--prompt", "x");
        using var silent = await hub.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Begun, TestContext.Current.CancellationToken);
        await Stopped(process, "INT", 130, Task.CompletedTask);
    }

    [Fact]
    public async Task A_signal_ends_an_answer_in_the_middle()
    {
        using var process = CliProcess.Start("generate", "--prompt", "x", "--temperature", "1", "--max-new-tokens", "400");
        process.StandardInput.Close();
        var first = process.StandardOutput.ReadAsync(new char[1], TestContext.Current.CancellationToken).AsTask();
        Assert.Equal(1, await first.WaitAsync(Begun, TestContext.Current.CancellationToken));
        await Ended(process, "TERM", 143);
    }

    [Theory]
    [InlineData("export --run RUN --all --format merged --out OUT", "INT", 130, "reverse/colora.json")]
    [InlineData("onboard --run RUN --data NEWCOMERS --steps 60 --threads 1 --resume --out OUT", "TERM", 143, "onboard.json")]
    [InlineData("pretrain --config CORPUS/pretrain.yaml --resume --out OUT", "INT", 130, "summary.json")]
    [InlineData("train " + Tiny + " --start auto --resume --out OUT", "HUP", 129, "summary.json")]
    [InlineData("compare --methods local,colora:lora-like --seeds 0 --examples-per-user 4 --validation 2 " + Tiny + " --max-rows 2 --set evaluation.max_new_tokens=2 --out OUT", "TERM", 143, "report.json")]
    [InlineData("lab run P1 --quick --out OUT", "INT", 130, "P1.json")]
    [Trait("Category", "Slow")]
    public async Task The_next_call_ends_what_a_signal_stopped(string command, string signal, int expected, string result)
    {
        var target = sample.New("again-" + Guid.NewGuid().ToString("N"));
        if (command.Contains("CORPUS", StringComparison.Ordinal)) command = command.Replace("CORPUS", Corpus(), StringComparison.Ordinal);
        using (var process = CliProcess.Start(Words(command, target))) await Stopped(process, signal, expected, command.StartsWith("export", StringComparison.Ordinal) ? Locked(target) : FirstLine(process));
        Assert.False(File.Exists(Path.Combine(target, result)));
        CliProcess.Succeed(Words(command, target));
        Assert.True(File.Exists(Path.Combine(target, result)));
        Assert.Empty(Directory.GetFileSystemEntries(target, "*.tmp", SearchOption.AllDirectories));
        Assert.False(File.Exists(Path.Combine(target, ".colora.lock")));
    }

    private string[] Words(string command, string target) =>
        [.. command.Split(' ').Select(word => word switch { "MODEL" => sample.Model, "DATA" => sample.Data, "RUN" => sample.Run, "NEWCOMERS" => Newcomers(), "OUT" => target, _ => word })];

    private string Newcomers()
    {
        var file = sample.New("newcomers.jsonl");
        File.WriteAllLines(file, Enumerable.Range(0, 20).Select(row => $$"""{"user": "new", "input": "{{(char)('a' + row)}}bc", "output": "cb{{(char)('a' + row)}}"}"""));
        return file;
    }

    private string Corpus()
    {
        var folder = sample.New("corpus");
        CliProcess.Succeed("corpus", "--documents", "60", "--out", folder);
        File.WriteAllText(Path.Combine(folder, "pretrain.yaml"), $$"""
            corpus: {path: {{folder}}, window: 16, held_out: 4}
            shape: {hidden_size: 16, intermediate_size: 16, layers: 1, heads: 2, key_value_heads: 1}
            training: {steps: 100, batch_size: 2}
            checkpoints: {every: 10, validate_every: 10}
            engine: {threads: 1}
            """);
        return folder;
    }

    /// <summary>Waits until a command holds a folder.</summary>
    private static async Task Locked(string folder)
    {
        var begun = Stopwatch.StartNew();
        while (!File.Exists(Path.Combine(folder, ".colora.lock")) && begun.Elapsed < Begun) await Task.Delay(2, TestContext.Current.CancellationToken);
    }

    private static async Task FirstLine(Process process)
    {
        process.StandardInput.Close();
        Assert.NotNull(await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Begun, TestContext.Current.CancellationToken));
    }

    /// <summary>Signals when a command has begun; it ends soon, says so, and has answered nothing.</summary>
    private static async Task Stopped(Process process, string signal, int expected, Task begun)
    {
        await begun;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Ended(process, signal, expected);
        Assert.Empty(await output);
    }

    private static async Task Ended(Process process, string signal, int expected)
    {
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        Assert.Equal(expected, process.ExitCode);
        Assert.Contains("stopped", await error);
    }
}
