using System.CommandLine;
using Colora.Configuration;

namespace Colora.Cli.Commands;

/// <summary><c>colora validate</c>.</summary>
internal sealed class ValidateCommand
{
    private readonly ConfigOptions config;

    private ValidateCommand(Command command)
    {
        config = ConfigOptions.AddTo(command);
    }

    public static Command Build()
    {
        var command = new Command("validate", "Check a config: all errors at once; nothing is loaded.");
        return command.Does(new ValidateCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        try
        {
            var effective = config.Read(context.Parsed);
            return new CommandAnswer(
                new { valid = true, errors = Array.Empty<string>(), config = ConfigWriter.ToJson(effective) },
                () => Console.Out.WriteLine("the config is valid"));
        }
        catch (ConfigException e)
        {
            return new CommandAnswer(
                new { valid = false, errors = e.Lines, count = e.Problems.Count },
                () =>
                {
                    foreach (var line in e.Lines) Console.Error.WriteLine($"error: {line}");
                },
                ExitCode.BadInput);
        }
    }
}
