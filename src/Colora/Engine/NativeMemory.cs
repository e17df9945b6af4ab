using Colora.Formats;

namespace Colora.Engine;

/// <summary>
/// Habits of the C library's heap that suit tensors: big blocks are kept rather than given back to the system after
/// every layer, which costs page faults (9 to 15 % of a bf16 step on glibc).
/// </summary>
public static class NativeMemory
{
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4, ArenaMax = -8;

    /// <summary>Tunes glibc's malloc; to be called before the first tensor is made. Does nothing on other systems.</summary>
    public static void Tune()
    {
        _ = CLibrary.TuneHeap(ArenaMax, 1);
        _ = CLibrary.TuneHeap(MmapMax, 0);
        _ = CLibrary.TuneHeap(TrimThreshold, int.MaxValue);
        _ = CLibrary.TuneHeap(TopPad, 64 << 20);
    }

    /// <summary>
    /// Frees what only finalizers free (native scalars of TorchSharp's operations), so that resident memory stays flat;
    /// to be called about every ten steps (costs about a millisecond).
    /// </summary>
    public static void Sweep()
    {
        GC.Collect(0);
        GC.WaitForPendingFinalizers();
    }
}
