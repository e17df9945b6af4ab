using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>Moments of one group, a row an owner, and how often each owner was stepped.</summary>
internal sealed class Moments : IDisposable
{
    /// <summary>Zeros shaped like the group.</summary>
    public Moments(ParameterGroup group)
    {
        First = zeros_like(group.Values).DetachFromDisposeScope();
        Second = zeros_like(group.Values).DetachFromDisposeScope();
        Steps = new long[group.Values.size(0)];
    }

    /// <summary>Running mean of the gradient, float32 [owners, width].</summary>
    public Tensor First { get; }

    /// <summary>Running mean of its square, float32 [owners, width].</summary>
    public Tensor Second { get; }

    /// <summary>Updates of each owner so far; bias correction counts these, not the steps of the run.</summary>
    public long[] Steps { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }
}
