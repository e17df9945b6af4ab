using Colora.Runs;

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
        var first = stage != progress.Stage;
        if (!first && progress.Done != progress.Total && clock.GetElapsedTime(last) < Pause) return;
        (stage, last) = (progress.Stage, clock.GetTimestamp());
        Console.Error.WriteLine(Describe(progress));
    }
}
