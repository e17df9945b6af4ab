using Colora.Runs.Progress;

namespace Colora.Testing;

/// <summary>Hands progress on.</summary>
public sealed class StageListener(Action<StageProgress> progressed) : IRunListener
{
    public void Note(string line)
    {
    }

    public void Progress(StageProgress progress) => progressed(progress);
}
