using System.CommandLine;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Onboard;
using Colora.Synthetic.Embedded;

namespace Colora.Cli.Commands;

/// <summary><c>colora onboard</c>.</summary>
internal sealed class OnboardCommand
{
    private static readonly string[] Names =
    [
        "--data", "--users", "--preset", "--presets", "--user-column", "--examples-per-user", "--validation",
        "--optimizer", "--core-learning-rate", "--steps", "--batch-size", "--seed", "--validate-every",
        "--device", "--dtype", "--threads",
    ];

    private const string About =
        "Take new users into a finished CoLoRA run: a core each, on its frozen shared factors. What is not given "
        + "is as in the run.";

    private readonly Option<string> joined = new("--run")
    {
        Description = "the finished run",
        HelpName = "RUN",
        Required = true,
    };

    private readonly ConfigOptions config;

    private readonly Option<string?> folder = new("--out")
    {
        Description = "folder of the newcomers' run; RUN-newcomers when absent",
        HelpName = "DIR",
    };

    private readonly Option<bool> resume = new("--resume")
    {
        Description = "go on from the newest checkpoint of --out",
    };

    private readonly Option<bool> overwrite = RunMode.NewOverwrite();

    private readonly Option<bool> changed = AllowChanged.NewOption();

    private OnboardCommand(Command command)
    {
        command.Add(joined);
        config = ConfigOptions.AddTo(command, Names);
        foreach (var option in (Option[])[folder, resume, overwrite, changed]) command.Add(option);
    }

    public static Command Build()
    {
        var command = new Command("onboard", About);
        return command.Does(new OnboardCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var run = new RunDirectory(context.Get(joined)!);
        run.RequireFinished();
        var given = config.Read(context.Parsed);
        if (given.Data.Users.Count == 0 && given.Data.Preset is null && given.Data.Path == EmbeddedFiles.Name)
        {
            throw new InputException(
                "--data",
                "no newcomers were named",
                "--data, --users or --preset",
                "say whose rows these are");
        }

        var located = run.Located(config.Read(context.Parsed, run.Config));
        var effective = OnboardRun.ConfigFor(run, located, given).Fetched(context);
        var mode = RunMode.Of(context.Get(resume), context.Get(overwrite));
        var target = context.Get(folder) ?? Path.TrimEndingDirectorySeparator(context.Get(joined)!) + "-newcomers";
        using var held = FolderLock.Take(target);
        var request = new OnboardRequest(run, effective, Path.GetFullPath(target), mode)
        {
            AllowChanged = context.Get(changed),
        };
        var report = OnboardRun.Execute(request, context.Listener, stop: context.Stop);
        return new CommandAnswer(report, () => OnboardView.Show(report, target));
    }
}
