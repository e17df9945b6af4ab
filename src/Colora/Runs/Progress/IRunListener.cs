namespace Colora.Runs.Progress;

/// <summary>Hears how a run goes on; the run itself never prints.</summary>
public interface IRunListener
{
    /// <summary>One line worth reading.</summary>
    void Note(string line);

    /// <summary>Progress of a stage.</summary>
    void Progress(StageProgress progress);
}
