namespace Colora.Engine;

/// <summary>
/// Lets work of one thread be left between layers and between micro-batches, without a token in the signature of everything between: whoever begins the work
/// watches, and what may be left looks. Work that is to finish its step first, as a training with a folder is, is not watched.
/// </summary>
internal static class Interruption
{
    [ThreadStatic]
    private static CancellationToken watched;

    /// <summary>Leaves what this thread does from now on when the token says so; disposing ends it.</summary>
    public static IDisposable Watch(CancellationToken stop)
    {
        var outer = new Watching(watched);
        watched = stop;
        return outer;
    }

    /// <summary>A place where work may be left.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static void Look() => watched.ThrowIfCancellationRequested();

    private sealed class Watching(CancellationToken before) : IDisposable
    {
        public void Dispose() => watched = before;
    }
}
