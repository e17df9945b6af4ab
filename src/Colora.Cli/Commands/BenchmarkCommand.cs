using System.CommandLine;
using Colora.Formats;
using Colora.Synthetic.Benchmark;

namespace Colora.Cli.Commands;

/// <summary><c>colora benchmark</c>.</summary>
internal sealed class BenchmarkCommand
{
    private const string About =
        "Write the seeded house-rules benchmark: tenants from the same rules to opposite ones.";

    private readonly Option<string> folder = new("--out")
    {
        Description = "new folder",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<long> seed = new("--seed")
    {
        Description = "seed of families, rules and rows",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private BenchmarkCommand(Command command)
    {
        command.Add(folder);
        command.Add(seed);
    }

    public static Command Build()
    {
        var command = new Command("benchmark", About);
        return command.Does(new BenchmarkCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        if (context.Get(seed) < 0) throw new InputException("--seed", $"{context.Get(seed)}", "0 or more");
        var root = Path.GetFullPath(context.Get(folder)!);
        HouseRules.Write(root, (ulong)context.Get(seed));
        return new CommandAnswer(
            new { data = root, seed = context.Get(seed) },
            () => Console.Out.WriteLine($"{root}: tenants, presets and their similarity"));
    }
}
