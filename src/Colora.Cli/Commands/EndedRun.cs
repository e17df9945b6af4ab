using Colora.Formats;
using Colora.Runs;

namespace Colora.Cli.Commands;

/// <summary>A run that a command reads the adapter of.</summary>
internal static class EndedRun
{
    /// <summary>Refuses a run whose training has not come to an adapter.</summary>
    /// <exception cref="InputException">It has not.</exception>
    public static void RequireEnded(this RunDirectory run)
    {
        if (Directory.Exists(run.Final)) return;
        throw new InputException(
            run.FullPath,
            "the run has not ended",
            "a finished run",
            "add --resume to colora train to end it");
    }
}
