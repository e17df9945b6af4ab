using System.CommandLine;
using Colora.Cli.Views;
using Colora.Runs.Preview;

namespace Colora.Cli.Commands;

/// <summary><c>colora preview</c>.</summary>
internal sealed class PreviewCommand
{
    private const string About =
        "Show an encoded example of each user with its mask, batch shapes, what would be trained, the race of "
        + "starts, time and memory by a few measured steps; leave nothing.";

    private readonly ConfigOptions config;

    private PreviewCommand(Command command)
    {
        config = ConfigOptions.AddTo(command);
    }

    public static Command Build()
    {
        var command = new Command("preview", About);
        return command.Does(new PreviewCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var preview = PreviewRun.Execute(config.Read(context.Parsed).Fetched(context));
        var exit = preview.Diverged is null ? ExitCode.Success : ExitCode.Diverged;
        return new CommandAnswer(preview, () => PreviewView.Show(preview), exit);
    }
}
