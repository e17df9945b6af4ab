using System.CommandLine;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Synthetic.Samples;

namespace Colora.Cli.Commands;

/// <summary><c>colora sample</c>.</summary>
internal sealed class SampleCommand
{
    private const string About =
        "Write a small seeded random model and letter tasks of a few users, to try everything without a download.";

    private readonly Option<string> folder = new("--out")
    {
        Description = "new folder; model/ and data/ are written into it",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> shape = new("--shape")
    {
        Description = "tiny or smollm2-135m",
        HelpName = "NAME",
        DefaultValueFactory = _ => "tiny",
    };

    private readonly Option<int> users = new("--users")
    {
        Description = "number of users",
        HelpName = "N",
        DefaultValueFactory = _ => 4,
    };

    private readonly Option<int> rows = new("--rows")
    {
        Description = "training rows of each user",
        HelpName = "N",
        DefaultValueFactory = _ => 64,
    };

    private readonly Option<long> seed = new("--seed")
    {
        Description = "seed of weights and rows",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private SampleCommand(Command command)
    {
        foreach (var option in (Option[])[folder, shape, users, rows, seed]) command.Add(option);
    }

    public static Command Build()
    {
        var command = new Command("sample", About);
        return command.Does(new SampleCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var root = context.Get(folder)!;
        var known = ShapeOf(context.Get(shape)!);
        if (context.Get(seed) < 0) throw new InputException("--seed", $"{context.Get(seed)}", "0 or more");
        if (context.Get(rows) < 1) throw new InputException("--rows", $"{context.Get(rows)}", "1 or more");
        string model = Path.Combine(root, "model"), data = Path.Combine(root, "data");
        using var held = FolderLock.Take(root);
        if (!FolderLock.IsBare(root))
            throw new InputException(root, "the folder is not empty", "a new folder", "choose another --out");
        SampleModel.Write(model, known, (ulong)context.Get(seed), bfloat16: known == SampleModelShape.SmolLm2_135M);
        SampleTasks.Write(data, (ulong)context.Get(seed), context.Get(users), context.Get(rows));
        return new CommandAnswer(
            new { model, data, parameters = known.ParameterCount, preset = SampleTasks.Preset },
            () =>
            {
                Console.Out.WriteLine($"{model}: {known.ParameterCount:N0} random parameters");
                Console.Out.WriteLine($"{data}: {context.Get(users)} users (preset {SampleTasks.Preset})");
                Console.Out.WriteLine($"next: {TrainOn(root, model, data)}");
            });
    }

    private static SampleModelShape ShapeOf(string name) => name switch
    {
        "tiny" => SampleModelShape.Tiny,
        "smollm2-135m" => SampleModelShape.SmolLm2_135M,
        _ => throw new InputException("--shape", $"\"{name}\"", "tiny or smollm2-135m"),
    };

    private static string TrainOn(string root, string model, string data)
    {
        var run = Path.Combine(root, "run");
        return PrintedCommand.Of(
            "train",
            "--model", PrintedCommand.PathWord(model),
            "--data", PrintedCommand.PathWord(data),
            "--preset", SampleTasks.Preset,
            "--start", "lora-like",
            "--steps", "30",
            "--out", PrintedCommand.PathWord(run));
    }
}
