using Colora.Runs.Progress;

namespace Colora.Cli.Views;

/// <summary>A line at the first and last unit of a stage and every few seconds between.</summary>
internal sealed class PlainProgress(TimeProvider clock) : ProgressListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private string stage = "";
    private long last;

    /// <inheritdoc />
    protected override void Tell(string line) => Console.Error.WriteLine(line);

    /// <inheritdoc />
    public override void Progress(StageProgress progress)
    {
        // The stages of a whole are parts of one line: only its own beginning and end are lines of their own.
        var name = progress.Whole is null ? progress.Stage : "whole";
        var isEnd = progress.Whole is { } whole ? whole >= 1 : progress.Done == progress.Total;
        if (stage == name && !isEnd && clock.GetElapsedTime(last) < Pause) return;
        (stage, last) = (name, clock.GetTimestamp());
        Console.Error.WriteLine(Describe(progress));
    }
}
