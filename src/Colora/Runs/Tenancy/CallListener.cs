using Colora.Checkpoints;
using Colora.Runs.Progress;
using Microsoft.Extensions.Logging;

namespace Colora.Runs.Tenancy;

/// <summary>Passes what a run says on to a program: lines to its log, progress to its <see cref="IProgress{T}"/>; a place where the run may be left, too.</summary>
internal sealed partial class CallListener(ILogger? logger, IProgress<StageProgress>? progress, CancellationToken stop) : IRunListener, IFetchListener
{
    public void Note(string line)
    {
        if (logger is not null) Said(logger, line);
    }

    public void Progress(StageProgress value)
    {
        stop.ThrowIfCancellationRequested();
        progress?.Report(value);
    }

    public void Fetched(string file, long done, long total) => Progress(new StageProgress(file, done, total, "bytes"));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Line}")]
    private static partial void Said(ILogger logger, string line);
}
