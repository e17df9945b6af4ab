using System.Diagnostics;
using Xunit;

namespace Colora.Cli.Tests;

/// <summary>Every command ends soon after a signal, with 128 and its number.</summary>
public sealed class StopTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    // Five times what is promised: the machine of a test may be busy.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10), Begun = TimeSpan.FromSeconds(60);

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
        var target = sample.New("stopped-" + Guid.NewGuid().ToString("N"));
        using var process = CliProcess.Start([.. command.Split(' ').Select(word => word switch { "MODEL" => sample.Model, "DATA" => sample.Data, "OUT" => target, _ => word })]);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Begun, TestContext.Current.CancellationToken));
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
        Assert.Empty(await output);
    }
}
