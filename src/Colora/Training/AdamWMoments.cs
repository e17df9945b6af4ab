using Colora.Adapters;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>Moments of one kind of factor, a row an owner, and how often each owner was stepped.</summary>
public sealed class AdamWMoments : IDisposable
{
    /// <summary>Zeros shaped like the bank.</summary>
    public AdamWMoments(FactorBank bank)
    {
        First = zeros_like(bank.Values).DetachFromDisposeScope();
        Second = zeros_like(bank.Values).DetachFromDisposeScope();
        Steps = new long[bank.Values.size(0)];
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
