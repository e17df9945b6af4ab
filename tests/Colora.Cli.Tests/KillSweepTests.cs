using System.Diagnostics;
using Colora.Testing;
using Xunit;

namespace Colora.Cli.Tests;

/// <summary>The sweep of kills over all commands is <c>tests/kills/run</c>; here are a few places of two, and that it reports what it is to report.</summary>
public sealed class KillSweepTests
{
    // The sweep's exit code where the machine forbids one process to watch another, as some containers do.
    private const int Forbidden = 77;

    [Fact]
    public void A_planted_fault_is_reported() => Sweep("--self-test");

    [Fact]
    public void A_call_after_a_kill_leaves_what_an_undisturbed_one_leaves() => Sweep("--stride", "90", "--kill", "3", "--random", "0", "train", "evaluate");

    private static void Sweep(params string[] arguments)
    {
        if (!OperatingSystem.IsLinux() || !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "cc"))))
            Assert.Skip("needs Linux and a C compiler named cc");
        var info = new ProcessStartInfo(Path.Combine(SharedData.RepositoryRoot, "tests", "kills", "run"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["COLORA"] = $"dotnet exec {CliProcess.Assembly}";
        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == Forbidden) Assert.Skip(output);
        Assert.True(process.ExitCode == 0, output + error.GetAwaiter().GetResult());
    }
}
