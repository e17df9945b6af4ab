using System.CommandLine;
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

    private readonly Option<int> rows = Number("--rows", "labelled rows of each tenant", Default.Rows);
    private readonly Option<int> testRows = Number("--test-rows", "test rows of each tenant", Default.TestRows);
    private readonly Option<int> tenants = Number("--tenants", "tenants of each trade and preset", Default.Tenants);

    private readonly Option<string> family = new("--family")
    {
        Description = $"trade of same-family and same-rules: {string.Join(", ", BenchmarkRequest.Families)}",
        HelpName = "NAME",
        DefaultValueFactory = _ => Default.Family,
    };

    private readonly Option<long> seed = new("--seed")
    {
        Description = "seed of families, rules and rows",
        HelpName = "N",
        DefaultValueFactory = _ => Default.Seed,
    };

    private BenchmarkCommand(Command command)
    {
        foreach (var option in (Option[])[folder, rows, testRows, tenants, family, seed]) command.Add(option);
    }

    private static BenchmarkRequest Default { get; } = new();

    public static Command Build()
    {
        var command = new Command("benchmark", About);
        return command.Does(new BenchmarkCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var root = Path.GetFullPath(context.Get(folder)!);
        var request = new BenchmarkRequest
        {
            Seed = context.Get(seed),
            Rows = context.Get(rows),
            TestRows = context.Get(testRows),
            Tenants = context.Get(tenants),
            Family = context.Get(family)!,
        };
        HouseRules.Write(root, request);
        return new CommandAnswer(
            new
            {
                data = root,
                seed = request.Seed,
                rows = request.Rows,
                test_rows = request.TestRows,
                tenants = request.Tenants,
                family = request.Family,
            },
            () => Console.Out.WriteLine($"{root}: tenants, presets and their similarity"));
    }

    private static Option<int> Number(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
    };
}
