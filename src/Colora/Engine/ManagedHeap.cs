using System.Runtime;

namespace Colora.Engine;

/// <summary>The heap of .NET, which keeps what has become free for what may come.</summary>
internal static class ManagedHeap
{
    private const long ManyRows = 1_000_000;

    /// <summary>Gives free memory back to the system; to be called after work on rows, before tensors take their room beside it. Few rows leave nothing worth the time.</summary>
    /// <param name="rows">How many rows there were.</param>
    public static void GiveBackAfter(long rows)
    {
        if (rows < ManyRows) return;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
