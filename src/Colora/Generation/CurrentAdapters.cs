namespace Colora.Generation;

/// <summary>The adapters that new rows begin with; may be used by many threads.</summary>
internal sealed class CurrentAdapters(TenantAdapters? first) : IDisposable
{
    private readonly Lock gate = new();
    private TenantAdapters? current = first;
    private bool isDisposed;

    /// <summary>The adapters in use, held for the caller, or none.</summary>
    public TenantAdapters? Take()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            current?.Hold();
            return current;
        }
    }

    /// <summary>Puts others in their place and owns them; rows that have begun keep theirs.</summary>
    public void Replace(TenantAdapters? next)
    {
        TenantAdapters? old;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (ReferenceEquals(next, current)) return;
            ObjectDisposedException.ThrowIf(next is { IsGivenUp: true }, typeof(TenantAdapters));
            (old, current) = (current, next);
        }

        old?.Dispose();
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            current?.Dispose();
            current = null;
        }
    }
}
