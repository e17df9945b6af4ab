using TorchSharp;
using Xunit;

namespace Colora.Testing;

/// <summary>Counts TorchSharp's live tensors around a piece of work, to show that it leaks none.</summary>
public static class LiveTensors
{
    /// <summary>
    /// Tensors that this thread created and nobody disposed yet. The count is the thread's own, so that tests running beside do not
    /// disturb it; a tensor that another thread disposes stays counted here.
    /// </summary>
    public static long OnThisThread => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <summary>Runs synchronous <paramref name="work"/> and returns how many more tensors live afterwards.</summary>
    public static long LeftBy(Action work)
    {
        var before = OnThisThread;
        work();
        return OnThisThread - before;
    }

    /// <summary>Fails unless <paramref name="work"/> leaves exactly as many live tensors as it found.</summary>
    public static void AssertNoneLeftBy(Action work)
    {
        var left = LeftBy(work);
        Assert.True(left == 0, $"{left} more tensors live after the work than before");
    }
}
