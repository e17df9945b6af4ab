namespace Colora.Runs.Progress;

/// <summary>
/// Whether a training of this process is at a step that ends with a checkpoint. Who has been asked to stop waits for
/// it; everything else may be left at once, since files and folders get their names only when they are whole.
/// </summary>
public static class StepInHand
{
    private static int held;

    /// <summary>Whether a step is to be finished.</summary>
    public static bool IsAny => Volatile.Read(ref held) > 0;

    /// <summary>Begins what is to be finished; disposing ends it.</summary>
    internal static IDisposable Begin() => new Hold();

    private sealed class Hold : IDisposable
    {
        public Hold() => Interlocked.Increment(ref held);

        public void Dispose() => Interlocked.Decrement(ref held);
    }
}
