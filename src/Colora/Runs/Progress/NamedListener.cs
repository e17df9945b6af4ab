namespace Colora.Runs.Progress;

/// <summary>Passes progress on under a name; notes are left out.</summary>
internal sealed class NamedListener(IRunListener listener, string name) : IRunListener
{
    public void Note(string line)
    {
    }

    public void Progress(StageProgress progress) =>
        listener.Progress(progress with { Stage = $"{name}: {progress.Stage}", Whole = null });
}
