using System.CommandLine;

namespace Colora.Cli.Commands;

/// <summary>Options of every command.</summary>
internal static class GlobalOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "print one JSON document on standard output and nothing else there",
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "show the whole error, stack trace included",
        Recursive = true,
    };
}
