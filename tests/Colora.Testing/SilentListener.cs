using Colora.Runs.Progress;

namespace Colora.Testing;

/// <summary>Collects notes and can act at a step of the training.</summary>
public sealed class SilentListener(Action<long>? atStep = null) : IRunListener
{
    public List<string> Notes { get; } = [];

    public void Note(string line) => Notes.Add(line);

    public void Progress(StageProgress progress)
    {
        if (progress.Stage.EndsWith("training", StringComparison.Ordinal)) atStep?.Invoke(progress.Done);
    }
}
