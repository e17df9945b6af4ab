using System.CommandLine;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Evaluate;

namespace Colora.Cli.Commands;

/// <summary><c>colora evaluate</c>.</summary>
internal sealed class EvaluateCommand
{
    private static readonly string[] OfTraining =
    [
        "--rank", "--alpha", "--target-modules", "--start", "--rho", "--optimizer", "--learning-rate",
        "--core-learning-rate", "--steps", "--epochs", "--validate-every", "--checkpoint-every",
    ];

    private const string About =
        "Judge test rows per user: likelihood of the answers, exact match, ROUGE-L by greedy generation. With "
        + "--run, what is not given is as in the run.";

    private readonly Option<string?> run = new("--run")
    {
        Description = "a run; its model, data and prompt are used",
        HelpName = "RUN",
    };

    private readonly Option<string?> adapter = new("--adapter")
    {
        Description = "a PEFT adapter, for all users",
        HelpName = "DIR",
    };

    private readonly Option<bool> bare = new("--base")
    {
        Description = "with --run: judge the base alone on the run's rows",
    };

    private readonly Option<bool> noAnswers = new("--no-generate") { Description = "likelihood alone, no answers" };

    private readonly Option<string?> folder = new("--out")
    {
        Description = "folder for predictions.jsonl and report.json; the run (or RUN/base) when absent",
        HelpName = "DIR",
    };

    private readonly Option<bool> changed = AllowChanged.NewOption();
    private readonly ConfigOptions config;

    private EvaluateCommand(Command command)
    {
        config = ConfigOptions.AddAllBut(command, OfTraining);
        foreach (var option in (Option[])[run, adapter, bare, noAnswers, changed, folder]) command.Add(option);
    }

    public static Command Build()
    {
        var command = new Command("evaluate", About);
        return command.Does(new EvaluateCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var directory = context.Get(run) is { } path ? new RunDirectory(path) : null;
        if (directory is not null) Require(directory, context);
        var effective = config.Read(context.Parsed, directory?.Config);
        effective = (directory?.Located(effective) ?? effective).Fetched(context);
        if (context.Get(noAnswers))
            effective = effective with { Evaluation = effective.Evaluation with { Generate = false } };
        var isBase = directory is null ? context.Get(adapter) is null : context.Get(bare);
        if (directory is not null && !isBase) directory.RequireEnded();
        var target = context.Get(folder) ?? TargetOf(directory, isBase);
        if (target is not null) WritablePlace.RequireFolder(target, context.Get(folder) is null ? "--run" : "--out");
        var judged = isBase ? null : directory?.Final;
        var method = MethodOf(directory, isBase, effective);
        var request = new EvaluateRequest(effective, method, judged, context.Get(adapter), target)
        {
            Run = directory,
            AllowChanged = context.Get(changed),
        };
        var report = EvaluateRun.Execute(request, context.Listener);
        return new CommandAnswer(report, () => EvaluationView.Show(report, target));
    }

    private void Require(RunDirectory directory, CommandContext context)
    {
        if (!directory.IsBegun)
        {
            throw new InputException(
                directory.FullPath,
                "no run",
                "a folder that colora train has written",
                "check --run");
        }

        if (context.Get(adapter) is not null)
            throw new InputException("--adapter", "both --run and --adapter", "one of them");
    }

    private static string MethodOf(RunDirectory? run, bool isBase, RunConfig config)
    {
        if (isBase) return "base";
        return run is null ? "adapter" : config.Adapter.MethodName;
    }

    /// <summary>
    /// Where the answers of a run go when nothing is said: into it, those of the base into a folder of their own.
    /// </summary>
    private static string? TargetOf(RunDirectory? run, bool isBase)
    {
        if (run is null) return null;
        return isBase ? Path.Combine(run.FullPath, "base") : run.FullPath;
    }
}
