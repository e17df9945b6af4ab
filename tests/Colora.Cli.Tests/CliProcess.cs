using System.Diagnostics;
using Colora.Testing;

namespace Colora.Cli.Tests;

/// <summary>The command line as a process of its own, as a user starts it.</summary>
internal static class CliProcess
{
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Colora.Cli.dll");

    public static Process Start(params string[] arguments) => Start([], arguments);

    public static Process Start((string Name, string Value)[] environment, params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = SharedData.RepositoryRoot,
        };
        info.ArgumentList.Add("exec");
        info.ArgumentList.Add(Assembly);
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) info.Environment[name] = value;
        return Process.Start(info)!;
    }

    public static CliResult Run(params string[] arguments) => Run([], arguments);

    public static CliResult Run((string Name, string Value)[] environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CliResult(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Runs and demands success.</summary>
    public static CliResult Succeed(params string[] arguments)
    {
        var result = Run(arguments);
        Xunit.Assert.True(result.ExitCode == 0, $"colora {string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Error}\n{result.Output}");
        return result;
    }
}
