using System.CommandLine;
using Colora.Configuration;
using Colora.Formats;
using Colora.Lab.Figures;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Synthetic.Pretraining;

namespace Colora.Cli.Commands;

/// <summary><c>colora pretrain</c>.</summary>
internal static class PretrainCommand
{
    public static Command Build()
    {
        var command = new Command("pretrain", "Pre-train a small llama model from scratch on a corpus, with the trainer, checkpoints and resume of colora train.");
        var file = new Option<string?>("--config") { Description = "YAML file of the config", HelpName = "FILE" };
        var set = new Option<string[]>("--set") { Description = "override any key: --set shape.layers=4", HelpName = "key=value", AllowMultipleArgumentsPerToken = true };
        var folder = new Option<string>("--out") { Description = "folder of the run; the model is in final/", HelpName = "RUN", Required = true };
        var resume = new Option<bool>("--resume") { Description = "go on from the newest checkpoint of --out, to the same bytes" };
        var overwrite = new Option<bool>("--overwrite") { Description = "replace the run that is in --out; refused where the folder holds anything else" };
        foreach (var option in (Option[])[file, set, folder, resume, overwrite]) command.Add(option);
        return command.Does(context =>
        {
            var run = new RunDirectory(context.Get(folder)!);
            var mode = context.Get(resume) ? ResumeMode.Resume : context.Get(overwrite) ? ResumeMode.Overwrite : ResumeMode.Refuse;
            using var held = FolderLock.Take(run.FullPath);
            if (mode == ResumeMode.Resume && !run.IsBegun && context.Get(file) is null) throw new InputException(run.FullPath, "no run to resume", "a run folder", "check --out");
            var source = mode == ResumeMode.Resume && run.IsBegun ? run.Config : context.Get(file);
            var config = ConfigReader.Read<PretrainConfig>(source, new Dictionary<string, ConfigFlag>(), context.Get(set) ?? []);
            var summary = PretrainRun.Execute(config, run.FullPath, mode, context.Listener, context.Stop);
            var curve = Decoration.File(context.Listener, run.LossCurve, path => LossCurve.Save(path, run.Metrics));
            return new CommandAnswer(summary, () => Console.Out.WriteLine(
                $"{summary.Model}: {summary.Parameters:N0} parameters, held-out perplexity {summary.Perplexity:0.000}, {summary.Seconds / 60:0.0} minutes at {summary.TokensPerSecond:N0} tokens/s{(curve is null ? "" : $"\n{curve}")}"));
        });
    }
}
