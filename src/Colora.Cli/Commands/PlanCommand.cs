using System.CommandLine;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Studies.Planning;

namespace Colora.Cli.Commands;

/// <summary><c>colora plan</c>.</summary>
internal sealed class PlanCommand
{
    private const string About =
        "How many rows or users a score would need, from a comparison as pilot; refuses to look further than the "
        + "pilot carries.";

    private readonly Option<string> pilot = new("--pilot")
    {
        Description = "folder of a finished comparison with three or more sizes",
        HelpName = "DIR",
        DefaultValueFactory = _ => CompareCommand.DefaultFolder,
    };

    private readonly Option<string?> arm = new("--arm")
    {
        Description = "arm; the pilot's first CoLoRA arm when absent",
        HelpName = "NAME",
    };

    private readonly Option<int?> users = new("--users")
    {
        Description = "users of the plan; the pilot's most when absent",
        HelpName = "K",
    };

    private readonly Option<int?> rows = new("--rows")
    {
        Description = "rows per user whose score is wanted; with --target: how many users of so many rows it takes",
        HelpName = "N",
    };

    private readonly Option<double?> target = new("--target")
    {
        Description = "score in points whose rows are wanted, or with --rows whose number of users",
        HelpName = "POINTS",
    };

    private PlanCommand(Command command)
    {
        foreach (var option in (Option[])[pilot, arm, users, rows, target]) command.Add(option);
    }

    public static Command Build()
    {
        var command = new Command("plan", About);
        return command.Does(new PlanCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var root = Path.GetFullPath(context.Get(pilot)!);
        var request = new PlanRequest(
            Pilot: root,
            Arm: context.Get(arm),
            Users: context.Get(users),
            Rows: context.Get(rows),
            Target: context.Get(target));
        if (request.Target is { } points && points is not (> 0 and < 100))
            throw new InputException("--target", $"{points}", "a score above 0 and below 100 points");
        using var held = Directory.Exists(root) ? FolderLock.Take(root) : null;
        var report = PlanRun.Execute(request);
        var (json, png) = (Path.Combine(root, "plan.json"), Path.Combine(root, "plan.png"));
        string?[] files =
        [
            Decoration.File(context.Listener, json, path => RunJson.Write(path, report)),
            Decoration.File(context.Listener, png, path => PlanPicture.Save(path, report)),
        ];
        return new CommandAnswer(report, () => PlanView.Show(report, [.. files.OfType<string>()]));
    }
}
