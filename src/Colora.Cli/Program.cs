using System.CommandLine;
using Colora.Cli.Commands;
using Colora.Engine;
using Colora.Formats;

namespace Colora.Cli;

/// <summary>The table of verbs.</summary>
internal static class Program
{
    /// <summary>After Ctrl-C: time for the step in hand and its checkpoint.</summary>
    private static readonly TimeSpan TimeToFinish = TimeSpan.FromMinutes(10);

    public static async Task<int> Main(string[] args)
    {
        NativeMemory.Tune();
        NativeThreads.SpinBriefly();
        return await InvokeAsync(args).ConfigureAwait(false);
    }

    /// <summary>All commands under one root.</summary>
    public static RootCommand Root() => new("Colora: many users fine-tune one language model together, each keeping a core of its own (CoLoRA).")
    {
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
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeToFinish }).ConfigureAwait(false);
        foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"error: {OneLine.Of(error.Message)}").ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"see: colora {CommandPath(parsed)}--help").ConfigureAwait(false);
        return ExitCode.BadInput;
    }

    private static string CommandPath(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result.Command is not RootCommand; result = (System.CommandLine.Parsing.CommandResult)result.Parent!)
            names.Insert(0, result.Command.Name);
        return names.Count == 0 ? "" : string.Join(' ', names) + " ";
    }
}
