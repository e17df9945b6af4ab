using Colora.Formats;
using Colora.Runs.Progress;

namespace Colora.Cli.Views;

/// <summary>Shows progress on standard error: one line that is renewed on a terminal, plain lines elsewhere.</summary>
internal abstract class ProgressListener : IRunListener, IDisposable
{
    /// <summary>The listener that suits where standard error goes.</summary>
    public static ProgressListener New() =>
        Console.IsErrorRedirected ? new PlainProgress(TimeProvider.System) : new TerminalProgress();

    /// <inheritdoc />
    public void Note(string line) => Tell(OneLine.Of(line));

    /// <inheritdoc />
    public abstract void Progress(StageProgress progress);

    /// <summary>Shows a note, which is one line without characters that steer a terminal.</summary>
    protected abstract void Tell(string line);

    /// <inheritdoc />
    public virtual void Dispose()
    {
    }

    /// <summary>
    /// "52 %, 0:42 left: training 120/300 steps  loss 1.234  5,678 tokens/s" where the stage is part of a whole, else
    /// "training 120/300 steps  …  0:42 left".
    /// </summary>
    protected static string Describe(StageProgress progress)
    {
        var line = $"{OneLine.Of(progress.Stage)} {progress.Done}/{progress.Total} {progress.Unit}";
        if (progress.Loss is { } loss) line += $"  loss {loss:0.0000}";
        if (progress.TokensPerSecond is { } rate) line += $"  {rate:N0} tokens/s";
        var left = progress.Remaining is { } time ? $"{Clock(time)} left" : null;
        if (progress.Whole is { } whole) return $"{100 * whole:0} %{(left is null ? "" : ", " + left)}: {line}";
        return left is null ? line : $"{line}  {left}";
    }

    private static string Clock(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss");
}
