namespace Colora.Runs.Progress;

/// <summary>
/// Passes the progress of one run on as a part of a command of several, under the run's name; notes of the single runs
/// are left out.
/// </summary>
/// <param name="whole">Progress of the command, counted in runs.</param>
/// <param name="name">Name of the run.</param>
/// <param name="from">Runs done before it.</param>
/// <param name="size">Its share of a run.</param>
internal sealed class PartProgress(WholeProgress whole, string name, double from, double size = 1) : IRunListener
{
    /// <summary>Of training and judging an arm, the share that training takes: about what was seen.</summary>
    public const double Training = 0.75;

    public void Note(string line)
    {
    }

    public void Progress(StageProgress progress)
    {
        whole.Reach(from + size * (progress.Whole ?? (double)progress.Done / Math.Max(1, progress.Total)));
        whole.Progress(progress with { Stage = $"{name}: {progress.Stage}" });
    }
}
