using System.Runtime;

namespace Colora.Engine;

/// <summary>The heap of .NET, which keeps what has become free for what may come.</summary>
public static class ManagedHeap
{
    /// <summary>Gives free memory back to the system; to be called after work on very many rows, before tensors take their room beside it.</summary>
    public static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
