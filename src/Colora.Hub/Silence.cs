namespace Colora.Hub;

/// <summary>A limit on the time without news, not on the time of the whole.</summary>
internal static class Silence
{
    /// <summary>Runs one read or send; it must end within the limit.</summary>
    /// <exception cref="StallException">It did not.</exception>
    public static async Task<T> Limit<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timer.CancelAfter(limit);
        try
        {
            return await work(timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new StallException(limit);
        }
    }
}
