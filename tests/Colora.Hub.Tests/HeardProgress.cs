namespace Colora.Hub.Tests;

/// <summary>Remembers what it hears.</summary>
internal sealed class HeardProgress : IHubProgress
{
    public List<string> Notes { get; } = [];

    public List<(string File, long Done, long Total)> Bytes { get; } = [];

    public void Note(string line) => Notes.Add(line);

    public void Progress(string file, long done, long total) => Bytes.Add((file, done, total));
}
