using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Colora.Cli.Tests;

/// <summary>Two commands that write into one folder: the second is refused, the first ends as if alone.</summary>
public sealed class OneWriterTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    [Fact]
    public async Task A_second_train_is_refused_with_the_number_of_the_first_process()
    {
        var run = sample.New("twice");
        using var first = CliProcess.Start(["train", .. sample.TrainArguments("colora"), "--out", run]);
        var error = first.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = first.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        // The lock is held first and says whose it is a moment later.
        while (!first.HasExited && new FileInfo(Path.Combine(run, ".colora.lock")) is not { Exists: true, Length: > 0 }) await Task.Delay(2, TestContext.Current.CancellationToken);
        Signal(first, "STOP");
        try
        {
            foreach (var more in (string[][])[[], ["--overwrite"], ["--seed", "9", "--overwrite"]])
            {
                var second = CliProcess.Run(["train", .. sample.TrainArguments("colora"), .. more, "--out", run]);
                Assert.Equal(2, second.ExitCode);
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"process {first.Id} is writing here"), second.Error);
            }
        }
        finally
        {
            Signal(first, "CONT");
        }

        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(first.ExitCode == 0, await error + await output);
        foreach (var name in (string[])["adapter.json", "shared.safetensors", "personal.safetensors"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(sample.Run, "final", name)), File.ReadAllBytes(Path.Combine(run, "final", name)));
        Assert.False(File.Exists(Path.Combine(run, ".colora.lock")));
    }

    public static TheoryData<string> Writers =>
    [
        "train --model MODEL --data DATA --preset letters_all --out OUT",
        "train --resume --model MODEL --data DATA --preset letters_all --out OUT",
        "onboard --run RUN --data DATA --users repeat --out OUT",
        "pretrain --config nowhere --out OUT",
        "compare --methods local --model MODEL --data DATA --preset letters_all --out OUT",
        "demo --out OUT",
        "export --run RUN --all --out OUT",
        "evaluate --run RUN --out OUT",
        "plan --pilot OUT",
        "lab run P1 --quick --out OUT",
        "lab check --out OUT",
        "lab recover --out OUT",
        "sample --out OUT",
    ];

    [Theory]
    [MemberData(nameof(Writers))]
    public void Every_command_that_writes_a_folder_is_refused_while_another_process_holds_it(string command)
    {
        var folder = sample.New("held");
        Directory.CreateDirectory(folder);
        using var held = new FileStream(Path.Combine(folder, ".colora.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        held.Write("4242 c0ffee"u8);
        held.Flush();
        var result = CliProcess.Run(command.Replace("MODEL", sample.Model).Replace("DATA", sample.Data).Replace("RUN", sample.Run).Replace("OUT", folder).Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("process 4242 is writing here", result.Error);
        Assert.Equal([".colora.lock"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
