using System.CommandLine;
using System.CommandLine.Help;
using Colora.Cli.Commands;
using Colora.Cli.Views;
using Colora.Engine;
using Colora.Formats;

namespace Colora.Cli;

/// <summary>The table of verbs.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using var interrupts = Interrupts.Process;
        NativeMemory.Tune();
        NativeThreads.SpinBriefly();
        return await InvokeAsync(args).ConfigureAwait(false);
    }

    /// <summary>All commands under one root.</summary>
    public static Command Root() => new("colora", "Colora: many users fine-tune one language model together, each keeping a core of its own (CoLoRA).")
    {
        new HelpOption { Action = new HelpWithExample() },
        new VersionOption(),
        GlobalOptions.Json,
        GlobalOptions.Verbose,
        DemoCommand.Build(),
        TrainCommand.Build(),
        CompareCommand.Build(),
        EvaluateCommand.Build(),
        SimilarityCommand.Build(),
        OnboardCommand.Build(),
        PlanCommand.Build(),
        TablesCommand.Build(),
        GenerateCommand.Build(),
        ExportCommand.Build(),
        VerifyCommand.Build(),
        TokenizeCommand.Build(),
        ScoreCommand.Build(),
        PreviewCommand.Build(),
        ValidateCommand.Build(),
        ConfigCommand.Build(),
        SampleCommand.Build(),
        CorpusCommand.Build(),
        PretrainCommand.Build(),
        BenchmarkCommand.Build(),
        LabCommand.Build(),
    };

    private static async Task<int> InvokeAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
        var lines = Suggestion.Of(parsed);
        if (lines.Count == 0) lines = [.. parsed.Errors.Select(error => error.Message)];
        var exit = Failure.Tell(args.Contains(GlobalOptions.Json.Name), ExitCode.BadInput, [.. lines.Select(line => OneLine.Of(line))]);
        await Console.Error.WriteLineAsync($"see: {PrintedCommand.Of([.. HelpExamples.PathOf(parsed.CommandResult.Command).Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])}").ConfigureAwait(false);
        return exit;
    }
}
