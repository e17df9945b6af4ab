using System.CommandLine;
using Colora.Formats;
using Colora.Lab.Experiments;

namespace Colora.Cli.Commands;

/// <summary>Options that the experiments share.</summary>
internal sealed class LabOptions
{
    /// <summary>Where results go when nothing is said.</summary>
    public const string DefaultFolder = "out/lab";

    public LabOptions(Command command)
    {
        foreach (var option in (Option[])[Quick, Full, Seed, Out]) command.Add(option);
    }

    public Option<bool> Quick { get; } = new("--quick") { Description = "coarse grids and few seeds (the default)" };

    public Option<bool> Full { get; } = new("--full") { Description = "the grids and seeds of the reference tables" };

    public Option<long> Seed { get; } = new("--seed")
    {
        Description = "first seed; the others follow it",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    public Option<string> Out { get; } = new("--out")
    {
        Description = "folder of the results",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultFolder,
    };

    public ExperimentSize Size(CommandContext context)
    {
        var (quick, full) = (context.Get(Quick), context.Get(Full));
        if (quick && full) throw new InputException("--quick, --full", "both were given", "one of them");
        if (context.Get(Seed) < 0) throw new InputException("--seed", $"{context.Get(Seed)}", "0 or more");
        return full ? ExperimentSize.Full : ExperimentSize.Quick;
    }
}
