using System.CommandLine;

namespace Colora.Cli.Commands;

/// <summary>The option <c>--allow-changed</c>.</summary>
internal static class AllowChanged
{
    /// <summary>The option of a command that reads a run.</summary>
    public static Option<bool> NewOption() => new("--allow-changed")
    {
        Description = "go on although the base or the rows are others than the run's; the report says so",
    };
}
