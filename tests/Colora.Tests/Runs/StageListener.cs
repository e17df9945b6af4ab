using Colora.Runs.Progress;

namespace Colora.Tests.Runs;

/// <summary>Hands progress on.</summary>
internal sealed class StageListener(Action<StageProgress> progressed) : IRunListener
{
    public void Note(string line)
    {
    }

    public void Progress(StageProgress progress) => progressed(progress);
}
