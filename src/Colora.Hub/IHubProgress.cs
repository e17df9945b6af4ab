namespace Colora.Hub;

/// <summary>Hears how a download goes on.</summary>
public interface IHubProgress
{
    /// <summary>One line worth reading.</summary>
    void Note(string line);

    /// <summary>Bytes of a file so far.</summary>
    void Progress(string file, long done, long total);
}
