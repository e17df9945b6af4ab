using System.CommandLine;
using Colora.Cli.Views;
using Colora.Runs.Preview;

namespace Colora.Cli.Commands;

/// <summary><c>colora preview</c>.</summary>
internal static class PreviewCommand
{
    public static Command Build()
    {
        var command = new Command("preview", "Show an encoded example of each user with its mask, batch shapes, what would be trained, the race of starts, time and memory by a few measured steps; leave nothing.");
        var config = ConfigOptions.AddTo(command);
        return command.Does(context =>
        {
            var preview = PreviewRun.Execute(config.Read(context.Parsed).Fetched(context));
            return new CommandAnswer(preview, () => PreviewView.Show(preview), preview.Diverged is null ? ExitCode.Success : ExitCode.Diverged);
        });
    }
}
