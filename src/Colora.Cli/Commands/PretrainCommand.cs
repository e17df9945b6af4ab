using System.CommandLine;
using Colora.Configuration;
using Colora.Formats;
using Colora.Lab.Figures;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Synthetic.Pretraining;

namespace Colora.Cli.Commands;

/// <summary><c>colora pretrain</c>.</summary>
internal sealed class PretrainCommand
{
    private const string About =
        "Pre-train a small llama model from scratch on a corpus, with the trainer, checkpoints and resume of "
        + "colora train.";

    private readonly Option<string?> file = new("--config")
    {
        Description = "YAML file of the config",
        HelpName = "FILE",
    };

    private readonly Option<string[]> set = new("--set")
    {
        Description = "override any key: --set shape.layers=4",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> folder = new("--out")
    {
        Description = "folder of the run; the model is in final/",
        HelpName = "RUN",
        Required = true,
    };

    private readonly Option<bool> resume = RunMode.NewResume();

    private readonly Option<bool> overwrite = RunMode.NewOverwrite();

    private PretrainCommand(Command command)
    {
        foreach (var option in (Option[])[file, set, folder, resume, overwrite]) command.Add(option);
    }

    public static Command Build()
    {
        var command = new Command("pretrain", About);
        return command.Does(new PretrainCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var run = new RunDirectory(context.Get(folder)!);
        var mode = RunMode.Of(context.Get(resume), context.Get(overwrite));
        using var held = FolderLock.Take(run.FullPath);
        if (mode == ResumeMode.Resume && !run.IsBegun && context.Get(file) is null)
            throw new InputException(run.FullPath, "no run to resume", "a run folder", "check --out");
        var source = mode == ResumeMode.Resume && run.IsBegun ? run.Config : context.Get(file);
        var flags = new Dictionary<string, ConfigFlag>();
        var config = ConfigReader.Read<PretrainConfig>(source, flags, context.Get(set) ?? []);
        var summary = PretrainRun.Execute(config, run.FullPath, mode, context.Listener, context.Stop);
        var curve = Decoration.File(context.Listener, run.LossCurve, path => LossCurve.Save(path, run.Metrics));
        return new CommandAnswer(summary, () =>
        {
            Console.Out.WriteLine($"{summary.Model}: {summary.Parameters:N0} parameters, "
                + $"held-out perplexity {summary.Perplexity:0.000}, {summary.Seconds / 60:0.0} minutes "
                + $"at {summary.TokensPerSecond:N0} tokens/s");
            if (curve is not null) Console.Out.WriteLine(curve);
        });
    }
}
