using System.CommandLine;
using Colora.Formats;
using Colora.Synthetic.Benchmark;

namespace Colora.Cli.Commands;

/// <summary><c>colora benchmark</c>.</summary>
internal static class BenchmarkCommand
{
    public static Command Build()
    {
        var command = new Command("benchmark", "Write the seeded house-rules benchmark: tenants from the same rules to opposite ones.");
        var folder = new Option<string>("--out") { Description = "new folder", HelpName = "DIR", Required = true };
        var seed = new Option<long>("--seed") { Description = "seed of families, rules and rows", HelpName = "N", DefaultValueFactory = _ => 0 };
        command.Add(folder);
        command.Add(seed);
        return command.Does(context =>
        {
            if (context.Get(seed) < 0) throw new InputException("--seed", $"{context.Get(seed)}", "0 or more");
            var root = Path.GetFullPath(context.Get(folder)!);
            HouseRules.Write(root, (ulong)context.Get(seed));
            return new CommandAnswer(new { data = root, seed = context.Get(seed) }, () => Console.Out.WriteLine($"{root}: tenants, presets and their similarity"));
        });
    }
}
