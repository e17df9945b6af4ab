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
    private const string About =
        "Colora: many users fine-tune one language model together, each keeping a core of its own (CoLoRA).";

    public static async Task<int> Main(string[] args)
    {
        using var interrupts = Interrupts.Process;
        NativeMemory.Tune();
        NativeThreads.SpinBriefly();
        return await InvokeAsync(args).ConfigureAwait(false);
    }

    /// <summary>All commands under one root.</summary>
    public static Command Root() => new("colora", About)
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
        if (parsed.Errors.Count == 0)
        {
            // Errors and signals are the commands' own matter.
            var alone = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(alone).ConfigureAwait(false);
        }

        var command = parsed.CommandResult.Command;
        string[] help = [.. HelpExamples.PathOf(command).Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"];
        var json = args.Contains(GlobalOptions.Json.Name);
        if (parsed.UnmatchedTokens.Count == 0 && command is { Subcommands.Count: > 0, Action: null } && !json)
        {
            // Who gives no command asks what there is; it was not asked for as an answer, so standard output stays
            // empty.
            Root().Parse(help).Invoke(new InvocationConfiguration { Output = Console.Error });
            return ExitCode.BadInput;
        }

        var lines = Suggestion.Of(parsed);
        if (lines.Count == 0) lines = [.. parsed.Errors.Select(error => error.Message)];
        var exit = Failure.Tell(json, ExitCode.BadInput, [.. lines.Select(line => OneLine.Of(line))]);
        await Console.Error.WriteLineAsync($"see: {PrintedCommand.Of(help)}").ConfigureAwait(false);
        return exit;
    }
}
