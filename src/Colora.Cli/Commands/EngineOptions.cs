using System.CommandLine;

namespace Colora.Cli.Commands;

/// <summary>The options <c>--device</c> and <c>--threads</c> of commands that have no config.</summary>
internal static class EngineOptions
{
    /// <summary>Where tensors lie.</summary>
    public static Option<string> NewDevice() => new("--device")
    {
        Description = "cpu or cuda",
        HelpName = "NAME",
        DefaultValueFactory = _ => "cpu",
    };

    /// <summary>How many threads compute.</summary>
    public static Option<int> NewThreads() => new("--threads")
    {
        Description = "threads; 0 = all cores",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };
}
