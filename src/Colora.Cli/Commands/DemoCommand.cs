using System.CommandLine;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Runs.Progress;
using Colora.Studies.Demo;

namespace Colora.Cli.Commands;

/// <summary><c>colora demo</c>.</summary>
internal sealed class DemoCommand
{
    private const string About =
        "See in two minutes what CoLoRA does: eight tenants by local, pooled and CoLoRA on the embedded model and "
        + "data.";

    private readonly Option<string> folder = new("--out")
    {
        Description = "new folder for runs, picture and adapter",
        HelpName = "DIR",
        DefaultValueFactory = _ => "demo-out",
    };

    private readonly Option<long> seed = new("--seed")
    {
        Description = "seed of rows, starts and order",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private DemoCommand(Command command)
    {
        command.Add(folder);
        command.Add(seed);
    }

    public static Command Build()
    {
        var command = new Command("demo", About);
        return command.Does(new DemoCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        if (context.Get(seed) < 0) throw new InputException("--seed", $"{context.Get(seed)}", "0 or more");
        var root = Path.GetFullPath(context.Get(folder)!);
        if (File.Exists(root))
            throw new InputException(root, "a file", "a new or an empty folder", "choose another --out");
        using var held = FolderLock.Take(root);
        var result = DemoRun.Execute(root, context.Get(seed), context.Listener, null, context.Stop);
        var png = Path.Combine(root, "demo.png");
        var picture = Decoration.File(context.Listener, png, path => DemoPicture.Save(path, result));
        return new CommandAnswer(
            new
            {
                seed = context.Get(seed),
                methods = result.Methods,
                seconds = Math.Round(result.Seconds, 1),
                adapter = result.Adapter,
                picture,
                sentence = result.Sentence,
            },
            () => DemoView.Show(result, picture));
    }
}
