using System.Diagnostics;
using Xunit;

namespace Colora.Cli.Tests;

/// <summary>The short form of <c>tests/mutations/run</c>: files of every kind, changed in their structure, are read as a second reader reads them or refused in one line.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    [Fact]
    public void Changed_files_of_every_kind_are_read_right_or_refused_in_one_line() => Succeed("--short");

    [Fact]
    public void Planted_faults_are_found() => Succeed("--self-test");

    private void Succeed(params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "Colora.Mutations.dll"), .. arguments]) info.ArgumentList.Add(argument);
        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        var told = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        output.WriteLine(told);
        Assert.True(process.ExitCode == 0, $"exit {process.ExitCode}\n{told}\n{error.GetAwaiter().GetResult()}");
    }
}
