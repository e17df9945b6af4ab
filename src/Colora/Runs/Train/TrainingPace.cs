using System.Diagnostics;
using Colora.Checkpoints;
using Colora.Runs.Progress;
using Colora.Training;

namespace Colora.Runs.Train;

/// <summary>
/// What the loops of runs have in common, for adapters and for pre-training: the log, the progress, when to validate, to save and to stop. The loop itself
/// stands in the run, so that a reader sees its step called.
/// </summary>
/// <param name="from">Steps that were done before.</param>
/// <param name="totalSteps">Steps of the whole run.</param>
/// <param name="config">When to save and validate.</param>
/// <param name="metrics">The log.</param>
/// <param name="listener">Hears progress.</param>
/// <param name="stop">Asks the run to stop.</param>
internal sealed class TrainingPace(long from, long totalSteps, CheckpointConfig config, MetricsLog metrics, IRunListener listener, CancellationToken stop)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly long first = from;
    private TimeSpan begun;
    private long tokens, validated = from, saved = from;

    /// <summary>A step begins.</summary>
    public void Begin() => begun = watch.Elapsed;

    /// <summary>A step has been done.</summary>
    /// <param name="step">0-based.</param>
    /// <param name="report">What it came to.</param>
    public void Log(long step, StepReport report)
    {
        var (elapsed, done) = (watch.Elapsed, step + 1);
        tokens += report.Tokens;
        metrics.Append(new StepRow(step, report.Loss, report.Labels, report.Rows, report.Tokens, report.Rate, report.Norms.All, Math.Round((elapsed - begun).TotalSeconds, 4)));
        listener.Progress(new StageProgress(
            "training", done, totalSteps, "steps", report.Loss, tokens / elapsed.TotalSeconds, Remaining(elapsed.TotalSeconds / (done - first) * (totalSteps - done))));
    }

    /// <summary>Whether it is time to validate after so many steps.</summary>
    public bool IsToValidate(long done)
    {
        if (done < totalSteps && done / config.ValidateEvery <= validated / config.ValidateEvery) return false;
        validated = done;
        return true;
    }

    /// <summary>Whether it is time to save after so many steps; the log is on disk then.</summary>
    /// <param name="done">Steps done.</param>
    /// <param name="early">Whether the run ends here.</param>
    public bool IsToSave(long done, bool early)
    {
        if (done < totalSteps && !early && done / config.Every <= saved / config.Every && !stop.IsCancellationRequested) return false;
        metrics.FlushToDisk();
        saved = done;
        return true;
    }

    /// <summary>Ends a run that has been asked to stop and has saved its checkpoint.</summary>
    /// <exception cref="OperationCanceledException">It was asked to.</exception>
    public void StopIfAsked(long done)
    {
        if (done == totalSteps || !stop.IsCancellationRequested) return;
        listener.Note($"asked to stop: a checkpoint after {done} steps is saved; --resume goes on from it");
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>How the loop has ended.</summary>
    public LoopResult Result(long steps, bool stoppedEarly) => new(steps, stoppedEarly, watch.Elapsed.TotalSeconds > 0 ? tokens / watch.Elapsed.TotalSeconds : 0);

    /// <summary>None beyond what a time span holds.</summary>
    private static TimeSpan? Remaining(double seconds) => seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;
}
