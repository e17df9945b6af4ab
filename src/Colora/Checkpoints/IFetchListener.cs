namespace Colora.Checkpoints;

/// <summary>Hears how a model is fetched.</summary>
public interface IFetchListener
{
    /// <summary>One line worth reading.</summary>
    void Note(string line);

    /// <summary>How far a file is, in bytes.</summary>
    void Fetched(string file, long done, long total);
}
