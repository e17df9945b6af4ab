using Colora.Runs.Progress;

namespace Colora.Lab.Tests.Experiments;

/// <summary>Keeps what an experiment says.</summary>
internal sealed class HeardNotes : IRunListener
{
    public List<string> Notes { get; } = [];

    public void Note(string line) => Notes.Add(line);

    public void Progress(StageProgress progress)
    {
    }
}
