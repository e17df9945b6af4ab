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
internal static class TrainCommand
{
    public static Command Build()
    {
        var command = new Command("train", "Train all users together in mixed batches of one pass; write a run folder.");
        var config = ConfigOptions.AddTo(command);
        var folder = new Option<string>("--out") { Description = "folder of the run", HelpName = "RUN", Required = true };
        var resume = new Option<bool>("--resume") { Description = "go on from the newest checkpoint of --out, to the same bytes" };
        var overwrite = new Option<bool>("--overwrite") { Description = "replace the run that is in --out; refused where the folder holds anything else" };
        var clusters = new Option<string?>("--clusters") { Description = "train one pair (A, B) for each group of users that colora similarity suggests for this finished run", HelpName = "RUN" };
        var changed = AllowChanged.NewOption();
        command.Add(folder);
        command.Add(changed);
        command.Add(clusters);
        command.Add(resume);
        command.Add(overwrite);
        return command.Does(context =>
        {
            var run = new RunDirectory(context.Get(folder)!);
            if (context.Get(changed) && !context.Get(resume)) throw new InputException("--allow-changed", "given without --resume", "--resume: a run that begins has nothing to differ from");
            var goesOn = context.Get(resume);
            var mode = goesOn ? context.Get(changed) ? ResumeMode.ResumeChanged : ResumeMode.Resume : context.Get(overwrite) ? ResumeMode.Overwrite : ResumeMode.Refuse;
            using var held = FolderLock.Take(run.FullPath);
            if (goesOn && !run.IsBegun && !config.AnyGiven(context.Parsed))
                throw new InputException(run.FullPath, "no run to resume", "a run folder", "check --out, or give the run's config to begin it");

            // A run that is there knows its config; options given again must then say the same.
            var effective = goesOn && run.IsBegun ? run.Located(config.Read(context.Parsed, run.Config)) : config.Read(context.Parsed);
            effective = effective.Fetched(context);

            // A run in clusters goes on in clusters, said again or not.
            var similar = context.Get(clusters) is { } named ? new RunDirectory(named) : goesOn ? ClusterRun.SourceOf(run) : null;
            var summary = similar is not null ? ClusterRun.Execute(effective, similar, run.FullPath, mode, context.Listener, stop: context.Stop)
                : TrainRun.Execute(effective, run.FullPath, mode, context.Listener, stop: context.Stop);
            if (File.Exists(run.Metrics)) Decoration.File(context.Listener, run.LossCurve, path => LossCurve.Save(path, run.Metrics));
            var info = RunJson.Read<RunInfo>(run.Info);
            return new CommandAnswer(new { run = run.FullPath, info, summary }, () => TrainView.Show(run, info, summary));
        });
    }
}
