using System.Diagnostics;
using Colora.Checkpoints;
using Colora.Training;

namespace Colora.Runs;

/// <summary>The steps of a run, for adapters and for pre-training: log, progress, validation, checkpoints, stopping.</summary>
/// <param name="doStep">Does the 0-based step.</param>
/// <param name="totalSteps">Steps of the whole run.</param>
/// <param name="config">When to save and validate.</param>
/// <param name="listener">Hears progress.</param>
internal sealed class TrainingLoop(Func<long, StepReport> doStep, long totalSteps, CheckpointConfig config, IRunListener listener)
{
    /// <summary>Whether a run may be validated, saved and stopped after that many steps; where not, that waits for the next such place.</summary>
    public Func<long, bool> IsBoundary { get; init; } = _ => true;

    /// <summary>Validates after that many steps; none = there is nothing to validate on.</summary>
    public required Action<long>? Validate { get; init; }

    /// <summary>Whether validation has stopped improving.</summary>
    public required Func<bool> StopsEarly { get; init; }

    /// <summary>Writes the checkpoint after that many steps.</summary>
    public required Action<long> Save { get; init; }

    /// <summary>None beyond what a time span holds.</summary>
    private static TimeSpan? Remaining(double seconds) => seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Does the steps from <paramref name="from"/> on.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop; a checkpoint has been written.</exception>
    public LoopResult Run(long from, MetricsLog metrics, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        long tokens = 0;
        var (validated, saved) = (from, from);
        for (var step = from; step < totalSteps; step++)
        {
            using var held = StepInHand.Begin();
            var begin = watch.Elapsed;
            var report = doStep(step);
            var elapsed = watch.Elapsed;
            tokens += report.Tokens;
            metrics.Append(new StepRow(step, report.Loss, report.Labels, report.Rows, report.Tokens, report.Rate, report.Norms.All, Math.Round((elapsed - begin).TotalSeconds, 4)));
            var done = step + 1;
            listener.Progress(new StageProgress("training", done, totalSteps, "steps", report.Loss, tokens / elapsed.TotalSeconds,
                Remaining(elapsed.TotalSeconds / (done - from) * (totalSteps - done))));

            var last = done == totalSteps;
            if (!IsBoundary(done)) continue;
            if (last || done / config.ValidateEvery > validated / config.ValidateEvery)
            {
                Validate?.Invoke(done);
                validated = done;
            }

            var early = StopsEarly();
            if (last || early || done / config.Every > saved / config.Every || stop.IsCancellationRequested)
            {
                metrics.FlushToDisk();
                Save(done);
                saved = done;
            }

            if (early) return new LoopResult(done, true, tokens / watch.Elapsed.TotalSeconds);
            if (!last && stop.IsCancellationRequested)
            {
                listener.Note($"asked to stop: a checkpoint after {done} steps is saved; --resume goes on from it");
                stop.ThrowIfCancellationRequested();
            }
        }

        return new LoopResult(totalSteps, StopsEarly(), watch.Elapsed.TotalSeconds > 0 ? tokens / watch.Elapsed.TotalSeconds : 0);
    }
}
