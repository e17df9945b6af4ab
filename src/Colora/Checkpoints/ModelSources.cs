using System.Collections.Concurrent;
using Colora.Engine;

namespace Colora.Checkpoints;

/// <summary>The sources of models that are known beside folders and the Hugging Face cache.</summary>
public static class ModelSources
{
    private static readonly ConcurrentQueue<IModelSource> Known = new();

    /// <summary>Makes a source known. The first that holds a name is asked for its model.</summary>
    public static void Register(IModelSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Known.Enqueue(source);
    }

    /// <summary>The source that holds a name; null where it is a folder's, or one of a hub.</summary>
    public static IModelSource? Find(string model)
    {
        Companions.Ensure();
        return Known.FirstOrDefault(source => source.Holds(model));
    }
}
