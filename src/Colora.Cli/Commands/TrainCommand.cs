using System.CommandLine;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Lab.Figures;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Runs.Train;
using Colora.Studies.Similarity;

namespace Colora.Cli.Commands;

/// <summary><c>colora train</c>.</summary>
internal sealed class TrainCommand
{
    private const string About =
        "Train all users together in mixed batches of one pass; write a run folder.";

    private readonly ConfigOptions config;

    private readonly Option<string> folder = new("--out")
    {
        Description = "folder of the run",
        HelpName = "RUN",
        Required = true,
    };

    private readonly Option<bool> resume = RunMode.NewResume();

    private readonly Option<bool> overwrite = RunMode.NewOverwrite();

    private readonly Option<string?> clusters = new("--clusters")
    {
        Description = "train one pair (A, B) for each group of users that colora similarity suggests for this "
            + "finished run",
        HelpName = "RUN",
    };

    private readonly Option<bool> changed = AllowChanged.NewOption();

    private TrainCommand(Command command)
    {
        config = ConfigOptions.AddTo(command);
        command.Add(folder);
        command.Add(changed);
        command.Add(clusters);
        command.Add(resume);
        command.Add(overwrite);
    }

    public static Command Build()
    {
        var command = new Command("train", About);
        return command.Does(new TrainCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var run = new RunDirectory(context.Get(folder)!);
        if (context.Get(changed) && !context.Get(resume))
        {
            throw new InputException(
                "--allow-changed",
                "given without --resume",
                "--resume: a run that begins has nothing to differ from");
        }

        var goesOn = context.Get(resume);
        var mode = RunMode.Of(goesOn, context.Get(overwrite), context.Get(changed));
        using var held = FolderLock.Take(run.FullPath);
        if (goesOn && !run.IsBegun && !config.AnyGiven(context.Parsed))
        {
            throw new InputException(
                run.FullPath,
                "no run to resume",
                "a run folder",
                "check --out, or give the run's config to begin it");
        }

        // A run that is there knows its config; options given again must then say the same.
        var effective = goesOn && run.IsBegun
            ? run.Located(config.Read(context.Parsed, run.Config))
            : config.Read(context.Parsed);
        var summary = Train(effective.Fetched(context), run, mode, context);
        if (File.Exists(run.Metrics))
            Decoration.File(context.Listener, run.LossCurve, path => LossCurve.Save(path, run.Metrics));
        var info = RunJson.Read<RunInfo>(run.Info);
        return new CommandAnswer(new { run = run.FullPath, info, summary }, () => TrainView.Show(run, info, summary));
    }

    private RunSummary Train(RunConfig effective, RunDirectory run, ResumeMode mode, CommandContext context)
    {
        var similar = context.Get(clusters) is { } named ? new RunDirectory(named) : null;

        // A run in clusters goes on in clusters, said again or not.
        if (context.Get(resume)) similar ??= ClusterRun.SourceOf(run);
        return similar is null
            ? TrainRun.Execute(effective, run.FullPath, mode, context.Listener, stop: context.Stop)
            : ClusterRun.Execute(effective, similar, run.FullPath, mode, context.Listener, stop: context.Stop);
    }
}
