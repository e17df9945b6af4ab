using System.CommandLine;
using Colora.Cli.Views;
using Colora.Configuration;
using Colora.Engine;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Export;

namespace Colora.Cli.Commands;

/// <summary><c>colora export</c>.</summary>
internal static class ExportCommand
{
    public static Command Build()
    {
        var command = new Command("export", "Write users' adapters for other software; each is re-read and compared with the live model.");
        var run = new Option<string>("--run") { Description = "a finished run", HelpName = "RUN", Required = true };
        var users = new Option<string[]>("--user") { Description = "user to export; may be repeated", HelpName = "NAME" };
        var all = new Option<bool>("--all") { Description = "export every user" };
        var format = new Option<string>("--format") { Description = "peft (adapter folder) or merged (whole checkpoint)", HelpName = "peft|merged", DefaultValueFactory = _ => "peft" };
        var dtype = new Option<string>("--dtype") { Description = "element type of a merged checkpoint: auto (the original's), float32 or bfloat16; an adapter is always float32", HelpName = "auto|float32|bfloat16", DefaultValueFactory = _ => "auto" };
        var folder = new Option<string>("--out") { Description = "folder; a folder a user is written into it", HelpName = "DIR", Required = true };
        var changed = AllowChanged.NewOption();
        foreach (var option in (Option[])[run, users, all, format, dtype, changed, folder]) command.Add(option);
        return command.Does(context =>
        {
            var directory = new RunDirectory(context.Get(run)!);
            _ = directory.ReadConfig().Fetched(context);
            if (!Directory.Exists(directory.Final)) throw new InputException(directory.FullPath, "the run has not ended", "a finished run", "add --resume to colora train to end it");
            var chosen = context.Get(users) ?? [];
            if (chosen.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new InputException("--user", $"\"{twice.Key}\" twice", "each user once");
            if (context.Get(all) == chosen.Length > 0) throw new InputException("export", context.Get(all) ? "both --all and --user" : "neither --all nor --user", "one of them");
            var kind = EnumName.Parse<ExportFormat>("--format", context.Get(format)!);
            var results = ExportRun.Execute(new ExportRequest(directory, chosen, kind, context.Get(folder)!) { AllowChanged = context.Get(changed), Dtype = EnumName.Parse<WeightType>("--dtype", context.Get(dtype)!) }, context.Listener, stop: context.Stop);
            return new CommandAnswer(new { exports = results }, () => ExportView.Show(results, kind, directory.ReadConfig()));
        });
    }
}
