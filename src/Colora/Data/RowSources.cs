using System.Collections.Concurrent;
using Colora.Engine;

namespace Colora.Data;

/// <summary>The sources of rows that are known beside paths.</summary>
public static class RowSources
{
    private static readonly ConcurrentQueue<IRowSource> Known = new([MemoryRows.Source]);

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

    /// <summary>The folder or file of rows, where something may lie beside them.</summary>
    public static string? PlaceOf(string path) => Find(path) is { } source ? source.FolderOf(path) : path;
}
