using System.Globalization;
using Colora.Formats;

namespace Colora.Checkpoints;

/// <summary>The folders <c>checkpoint-&lt;step&gt;</c> of a run.</summary>
/// <param name="run">The run's folder.</param>
internal sealed class CheckpointDirectory(string run)
{
    private const string Prefix = "checkpoint-";

    /// <summary>Folder of the checkpoint after that many steps.</summary>
    public string PathOf(long step) => Path.Combine(run, $"{Prefix}{step:000000}");

    /// <summary>Steps of the checkpoints that are there, newest first.</summary>
    public IReadOnlyList<long> Steps() => !Directory.Exists(run) ? [] : Directory.GetDirectories(run, Prefix + "*")
        .Select(folder =>
            long.TryParse(
                Path.GetFileName(folder).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture,
                out var step) ? step : -1)
        .Where(step => step >= 0)
        .OrderDescending()
        .ToList();

    /// <summary>The newest whole checkpoint, or none; broken ones are reported and passed over.</summary>
    /// <param name="report">Called with one line for each broken checkpoint.</param>
    public (string Folder, TrainingState State)? Newest(Action<string> report)
    {
        foreach (var step in Steps())
        {
            try
            {
                return (PathOf(step), TrainingCheckpoint.ReadState(PathOf(step)));
            }
            catch (InputException e)
            {
                report($"checkpoint {step} is broken and passed over: {e.Message}");
            }
        }

        return null;
    }

    /// <summary>
    /// Deletes all but the newest <paramref name="keep"/> checkpoints, and those that hold something which was not
    /// written here.
    /// </summary>
    public void Prune(int keep)
    {
        foreach (var step in Steps().Skip(keep))
            if (ForeignFile.In(PathOf(step), (name, isFolder) => !isFolder && TrainingCheckpoint.IsFile(name)) is null)
                AtomicFolder.Delete(PathOf(step));
    }
}
