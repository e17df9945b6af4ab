using System.CommandLine;
using System.Text.Json;
using Colora.Cli.Views;
using Colora.Configuration;
using Colora.Formats;
using Colora.Runs;
using Colora.Training;

namespace Colora.Cli.Commands;

/// <summary>
/// What all commands share: progress and messages go to standard error, the answer to standard output (as a view or as one JSON
/// document), bad input becomes one line each and an exit code.
/// </summary>
internal static class CommandHost
{
    /// <summary>Gives a command its action.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Does the work and returns the answer.</param>
    public static Command Does(this Command command, Func<CommandContext, CommandAnswer> work)
    {
        command.SetAction((parsed, stop) => Task.Run(() => Execute(parsed, work, stop), CancellationToken.None));
        return command;
    }

    private static int Execute(ParseResult parsed, Func<CommandContext, CommandAnswer> work, CancellationToken stop)
    {
        var verbose = parsed.GetValue(GlobalOptions.Verbose);
        var json = parsed.GetValue(GlobalOptions.Json);
        try
        {
            CommandAnswer answer;
            using (var listener = ProgressListener.New())
                answer = work(new CommandContext(parsed, listener, json, stop));
            if (json) Console.Out.WriteLine(JsonSerializer.Serialize(answer.Document, RunJson.Document));
            else answer.View();
            return answer.ExitCode;
        }
        catch (ConfigException e)
        {
            foreach (var line in e.Lines) Console.Error.WriteLine($"error: {line}");
            return ExitCode.BadInput;
        }
        catch (InputException e)
        {
            Console.Error.WriteLine($"error: {(verbose ? e : e.Message)}");
            return ExitCode.BadInput;
        }
        catch (DivergenceException e)
        {
            Console.Error.WriteLine($"error: {(verbose ? e : e.Message)}");
            return ExitCode.Diverged;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("stopped");
            return ExitCode.Stopped;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {(verbose ? e : OneLine.Of(e.Message))}");
            return ExitCode.BadInput;
        }
#pragma warning disable CA1031 // The last line of defence: a defect is told in one line too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"internal error: {(verbose ? e : OneLine.Of(e.Message))}{(verbose ? "" : " (--verbose shows more)")}");
            return ExitCode.Defect;
        }
    }
}
