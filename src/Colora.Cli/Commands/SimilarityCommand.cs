using System.CommandLine;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Studies.Similarity;

namespace Colora.Cli.Commands;

/// <summary><c>colora similarity</c>.</summary>
internal sealed class SimilarityCommand
{
    private const string About =
        "How alike a run's users are, from their cores: cosines, tree, groups, conflicts; JSON and PNG.";

    private readonly Option<string> folder = new("--run")
    {
        Description = "a finished CoLoRA run",
        HelpName = "RUN",
        Required = true,
    };

    private readonly Option<bool> changed = AllowChanged.NewOption();

    private SimilarityCommand(Command command)
    {
        command.Add(folder);
        command.Add(changed);
    }

    public static Command Build()
    {
        var command = new Command("similarity", About);
        return command.Does(new SimilarityCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var run = new RunDirectory(context.Get(folder)!);
        using var held = run.IsBegun ? FolderLock.Take(run.FullPath) : null;
        var report = SimilarityRun.Execute(run, context.Listener, context.Get(changed));
        var png = Path.Combine(run.FullPath, "similarity.png");
        var picture = Decoration.File(context.Listener, png, path => SimilarityPicture.Save(path, report));
        MissingLetters.Note(context.Listener, report.Users);
        return new CommandAnswer(report, () => SimilarityView.Show(report, picture));
    }
}
