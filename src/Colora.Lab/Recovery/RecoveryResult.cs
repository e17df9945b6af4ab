using Colora.Training;
using static TorchSharp.torch;

namespace Colora.Lab.Recovery;

/// <summary>What alternating minimisation found.</summary>
/// <param name="U">[d1,r], orthonormal columns.</param>
/// <param name="V">[d2,r], orthonormal columns.</param>
/// <param name="Cores">L [k,r,r].</param>
/// <param name="Log">A row a sweep.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="DeficientSteps">Steps whose Gram matrix had lost rank and that fell back on the solution of least
/// norm.</param>
/// <param name="Travelled">Numbers that participants sent up in federated shared steps; 0 otherwise.</param>
public sealed record RecoveryResult(
    Tensor U,
    Tensor V,
    Tensor Cores,
    IReadOnlyList<SweepRow> Log,
    StopReason Reason,
    int DeficientSteps,
    long Travelled)
    : IDisposable
{
    /// <summary>The last sweep.</summary>
    public SweepRow Last => Log[^1];

    /// <summary>Refuses a recovery that diverged.</summary>
    /// <exception cref="DivergenceException">It did.</exception>
    public void RequireFinite()
    {
        if (Reason != StopReason.Diverged) return;
        var found = double.IsNaN(Last.Residual) ? "NaN" : "infinite";
        throw new DivergenceException(
            $"the residual of the rows is {found}",
            $"at sweep {Last.Sweep}",
            "give more rows, lower the noise, or choose another --start");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        U.Dispose();
        V.Dispose();
        Cores.Dispose();
    }
}
