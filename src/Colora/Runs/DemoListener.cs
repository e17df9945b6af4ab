namespace Colora.Runs;

/// <summary>Passes the progress of one method's training and judging on under the method's name; notes of the single runs are left out.</summary>
internal sealed class DemoListener(IRunListener listener, string method) : IRunListener
{
    public void Note(string line)
    {
    }

    public void Progress(StageProgress progress) => listener.Progress(progress with { Stage = $"{method}: {progress.Stage}", Whole = null });
}
