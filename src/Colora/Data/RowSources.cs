using System.Collections.Concurrent;
using Colora.Engine;

namespace Colora.Data;

/// <summary>The sources of rows that are known beside paths.</summary>
public static class RowSources
{
    private static readonly ConcurrentQueue<IRowSource> Known = new();

    /// <summary>Makes a source known. The first that holds a name is asked for its rows.</summary>
    public static void Register(IRowSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Known.Enqueue(source);
    }

    /// <summary>The source that holds a name; null where it is a path.</summary>
    public static IRowSource? Find(string path)
    {
        Companions.Ensure();
        return Known.FirstOrDefault(source => source.Holds(path));
    }

    /// <summary>A config with a path on disk.</summary>
    /// <exception cref="Formats.InputException">A source holds the name, and the rows are not there.</exception>
    public static DataConfig Locate(DataConfig config) => Find(config.Path)?.Locate(config) ?? config;
}
