using System.CommandLine;
using System.Text.Json;
using Colora.Cli.Views;
using Colora.Configuration;
using Colora.Formats;
using Colora.Runs;
using Colora.Training;

namespace Colora.Cli.Commands;

/// <summary>
/// What all commands share: progress and messages go to standard error, the answer to standard output (as a view or
/// as one JSON document), bad input becomes one line each and an exit code.
/// </summary>
internal static class CommandHost
{
    /// <summary>Gives a command its action.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Does the work and returns the answer.</param>
    public static Command Does(this Command command, Func<CommandContext, CommandAnswer> work)
    {
        command.SetAction((parsed, _) => Task.Run(() => Execute(parsed, work), CancellationToken.None));
        return command;
    }

    private static int Execute(ParseResult parsed, Func<CommandContext, CommandAnswer> work)
    {
        var verbose = parsed.GetValue(GlobalOptions.Verbose);
        var json = parsed.GetValue(GlobalOptions.Json);
        var stop = Interrupts.Process.Stop;
        try
        {
            OptionCheck.Require(parsed);
            CommandAnswer answer;
            using (var listener = ProgressListener.New())
                answer = work(new CommandContext(parsed, listener, json, stop));
            if (json) Console.Out.WriteLine(JsonSerializer.Serialize(answer.Document, RunJson.Document));
            else answer.View();
            return answer.ExitCode;
        }
        catch (ConfigException e)
        {
            return Failure.Tell(json, ExitCode.BadInput, [.. e.Lines]);
        }
        catch (InputException e)
        {
            return Failure.Tell(json, ExitCode.BadInput, [e.Message], verbose ? $"error: {e}" : null);
        }
        catch (DivergenceException e)
        {
            return Failure.Tell(json, ExitCode.Diverged, [e.Message], verbose ? $"error: {e}" : null);
        }
        catch (OperationCanceledException)
        {
            return Failure.Tell(json, Interrupts.Process.ExitCode, ["stopped"], "stopped");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Tell(json, ExitCode.BadInput, [OneLine.Of(e.Message)], verbose ? $"error: {e}" : null);
        }
#pragma warning disable CA1031 // The last line of defence: a defect is told in one line too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var line = OneLine.Of(e.Message);
            var shown = verbose ? $"internal error: {e}" : $"internal error: {line} (--verbose shows more)";
            return Failure.Tell(json, ExitCode.Defect, [line], shown);
        }
    }
}
