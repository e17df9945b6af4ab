using System.Diagnostics;

namespace Colora.Runs.Progress;

/// <summary>
/// One progress for a training with all that belongs to it: race, steps, validations, choice of checkpoints. Work is
/// counted in rows that go forward; forward and backward count three.
/// </summary>
/// <param name="listener">Hears it.</param>
/// <param name="planned">Work in all, as far as it is known.</param>
internal sealed class WholeProgress(IRunListener listener, double planned) : IRunListener
{
    /// <summary>Work of training on a row, where that of judging it is 1.</summary>
    public const double TrainedRow = 3;

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private double total = planned, done, begun;

    /// <inheritdoc />
    public void Note(string line) => listener.Note(line);

    /// <summary>Work that has been done now.</summary>
    public void Advance(double work) => done = Math.Min(total, done + work);

    /// <summary>Work done of all, where that is more than was known.</summary>
    public void Reach(double work) => done = Math.Min(total, Math.Max(done, work));

    /// <summary>Work that was not planned.</summary>
    public void Add(double work) => total += work;

    /// <summary>
    /// Where the work stands, whatever was counted: work that fell away, or that an earlier process did.
    /// </summary>
    /// <param name="to">Work done of all.</param>
    /// <param name="isOld">Whether it was done before this call, so that it tells nothing of the rate.</param>
    public void Set(double to, bool isOld = false)
    {
        if (isOld) begun += Math.Min(total, to) - done;
        done = Math.Min(total, to);
    }

    /// <inheritdoc />
    public void Progress(StageProgress progress) =>
        listener.Progress(progress with { Whole = total > 0 ? done / total : 1, Remaining = Remaining() });

    private TimeSpan? Remaining()
    {
        if (done <= begun) return null;
        var seconds = watch.Elapsed.TotalSeconds / (done - begun) * (total - done);
        return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;
    }
}
