using System.CommandLine;
using Colora.Cli.Views;
using Colora.Configuration;
using Colora.Engine;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Export;

namespace Colora.Cli.Commands;

/// <summary><c>colora export</c>.</summary>
internal sealed class ExportCommand
{
    private const string About =
        "Write users' adapters for other software; each is re-read and compared with the live model.";

    private readonly Option<string> run = new("--run")
    {
        Description = "a finished run",
        HelpName = "RUN",
        Required = true,
    };

    private readonly Option<string[]> users = new("--user")
    {
        Description = "user to export; may be repeated",
        HelpName = "NAME",
    };

    private readonly Option<bool> all = new("--all") { Description = "export every user" };

    private readonly Option<string> format = new("--format")
    {
        Description = "peft (adapter folder) or merged (whole checkpoint)",
        HelpName = "peft|merged",
        DefaultValueFactory = _ => "peft",
    };

    private readonly Option<string> dtype = new("--dtype")
    {
        Description = "element type of a merged checkpoint: auto (the original's), float32 or bfloat16; an adapter "
            + "is always float32",
        HelpName = "auto|float32|bfloat16",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string> folder = new("--out")
    {
        Description = "folder; a folder a user is written into it",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<bool> changed = AllowChanged.NewOption();

    private ExportCommand(Command command)
    {
        foreach (var option in (Option[])[run, users, all, format, dtype, changed, folder]) command.Add(option);
    }

    public static Command Build()
    {
        var command = new Command("export", About);
        return command.Does(new ExportCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var directory = new RunDirectory(context.Get(run)!);
        _ = directory.ReadConfig().Fetched(context);
        directory.RequireEnded();
        var chosen = context.Get(users) ?? [];
        if (chosen.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException("--user", $"\"{twice.Key}\" twice", "each user once");
        if (context.Get(all) == chosen.Length > 0)
        {
            var found = context.Get(all) ? "both --all and --user" : "neither --all nor --user";
            throw new InputException("export", found, "one of them");
        }

        var kind = EnumName.Parse<ExportFormat>("--format", context.Get(format)!);
        var request = new ExportRequest(directory, chosen, kind, context.Get(folder)!)
        {
            AllowChanged = context.Get(changed),
            Dtype = EnumName.Parse<WeightType>("--dtype", context.Get(dtype)!),
        };
        var results = ExportRun.Execute(request, context.Listener, stop: context.Stop);
        return new CommandAnswer(
            new { exports = results },
            () => ExportView.Show(results, kind, directory.ReadConfig()));
    }
}
