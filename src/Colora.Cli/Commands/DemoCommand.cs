using System.CommandLine;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Runs.Progress;
using Colora.Studies.Demo;

namespace Colora.Cli.Commands;

/// <summary><c>colora demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Build()
    {
        var command = new Command("demo", "See in two minutes what CoLoRA does: eight tenants by local, pooled and CoLoRA on the embedded model and data.");
        var folder = new Option<string>("--out") { Description = "new folder for runs, picture and adapter", HelpName = "DIR", DefaultValueFactory = _ => "demo-out" };
        var seed = new Option<long>("--seed") { Description = "seed of rows, starts and order", HelpName = "N", DefaultValueFactory = _ => 0 };
        command.Add(folder);
        command.Add(seed);
        return command.Does(context =>
        {
            if (context.Get(seed) < 0) throw new InputException("--seed", $"{context.Get(seed)}", "0 or more");
            var root = Path.GetFullPath(context.Get(folder)!);
            if (File.Exists(root)) throw new InputException(root, "a file", "a new or an empty folder", "choose another --out");
            using var held = FolderLock.Take(root);
            var result = DemoRun.Execute(root, context.Get(seed), context.Listener, null, context.Stop);
            var picture = Decoration.File(context.Listener, Path.Combine(root, "demo.png"), path => DemoPicture.Save(path, result));
            return new CommandAnswer(
                new { seed = context.Get(seed), methods = result.Methods, seconds = Math.Round(result.Seconds, 1), adapter = result.Adapter, picture, sentence = result.Sentence },
                () => DemoView.Show(result, picture));
        });
    }
}
