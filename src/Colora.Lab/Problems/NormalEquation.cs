using Colora.Engine;
using Colora.Lab.Solvers;
using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>
/// The normal equation of a shared factor P [d,r]: what a participant of a federation sends up, and, summed over
/// participants, all that the shared step needs. It holds sums over a user's rows and no core.
/// </summary>
/// <param name="Matrix">H: [d·r, d·r] over the entries of Pᵀ row by row, or [r,r] where all rows of P share one
/// matrix.</param>
/// <param name="Right">g: [d·r, 1] or [r, d].</param>
/// <param name="Rank">r.</param>
public sealed record NormalEquation(Tensor Matrix, Tensor Right, long Rank) : IDisposable
{
    // Keeps Cholesky away from exact singularity by a share of the mean diagonal that is far below the noise of double
    // precision sums.
    private const double Ridge = 1e-13;

    /// <summary>Numbers that travel.</summary>
    public long Count => Matrix.numel() + Right.numel();

    /// <summary>The sum of two participants' equations.</summary>
    public NormalEquation With(NormalEquation other) => new(Matrix.Plus(other.Matrix), Right.Plus(other.Right), Rank);

    /// <summary>P [d,r], and whether H had lost rank (then the solution of least norm).</summary>
    public (Tensor Factor, bool Deficient) Solve()
    {
        using var scope = NewDisposeScope();
        var (x, deficient) = PositiveSolver.Solve(Matrix, Right, Ridge);
        return (x.reshape(Rank, -1).t().contiguous().MoveToOuterDisposeScope(), deficient > 0);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Matrix.Dispose();
        Right.Dispose();
    }
}
