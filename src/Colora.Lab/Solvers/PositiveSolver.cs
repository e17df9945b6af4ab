using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Solvers;

/// <summary>
/// Solves H x = g for symmetric positive (semi-)definite H in double precision: Cholesky, or, where H has no full rank
/// to working precision, the solution of least norm from its eigenvectors. Batches of systems are solved side by side.
/// </summary>
internal static class PositiveSolver
{
    // Pivots of the Cholesky factor below this share of the largest count as a loss of rank; eigenvalues below it are
    // left out.
    private const double Relative = 1e-12;

    /// <summary>x of H x = g.</summary>
    /// <param name="matrix">H [m,m], or [p,m,m].</param>
    /// <param name="right">g [m,c], or [p,m,c].</param>
    /// <param name="ridge">Added to the diagonal as this share of its mean; 0 = nothing.</param>
    /// <returns>x in the shape of g, and how many systems had lost rank.</returns>
    public static (Tensor X, int Deficient) Solve(Tensor matrix, Tensor right, double ridge = 0)
    {
        using var scope = NewDisposeScope();
        var batched = matrix.dim() == 3;
        var h = batched ? matrix : matrix.unsqueeze(0);
        var g = batched ? right : right.unsqueeze(0);
        if (ridge > 0)
        {
            var level = h.diagonal(dim1: 1, dim2: 2).mean([1], keepdim: true).Times(ridge);
            h = h.Plus(diag_embed(level.expand(h.size(0), h.size(1))));
        }

        var (factor, failure) = linalg.cholesky_ex(h);
        var pivots = factor.diagonal(dim1: 1, dim2: 2).pow(Constant.Of(2.0));
        var isSmall = pivots.amin([1]) <= pivots.amax([1]).Times(Relative);
        var isBroken = pivots.isfinite().all(1).logical_not();
        var lost = (failure != Constant.Of(0L)).logical_or(isSmall).logical_or(isBroken);
        var count = (int)Constant.Read<long>(lost.sum());
        if (count == 0) return (Shaped(g.cholesky_solve(factor), batched), 0);
        if (count == h.size(0)) return (Shaped(LeastNorm(h, g), batched), count);
        return (Shaped(Mixed(h, g, factor, lost), batched), count);
    }

    // Each system in the way that its matrix allows.
    private static Tensor Mixed(Tensor h, Tensor g, Tensor factor, Tensor lost)
    {
        var x = g.clone();
        var whole = lost.logical_not().nonzero().squeeze(1);
        var broken = lost.nonzero().squeeze(1);
        x.index_copy_(0, whole, g.index_select(0, whole).cholesky_solve(factor.index_select(0, whole)));
        x.index_copy_(0, broken, LeastNorm(h.index_select(0, broken), g.index_select(0, broken)));
        return x;
    }

    private static Tensor LeastNorm(Tensor h, Tensor g)
    {
        // A diverged iterate comes here too; the eigen solver would end the run where NaN lets its caller say so.
        if (!Constant.Read<bool>(h.isfinite().all())) return full_like(g, Constant.Of(double.NaN));
        var (values, vectors) = linalg.eigh(h);
        var limit = values.amax([1], keepdim: true).Times(Relative);
        var inverse = where(values > limit, values.reciprocal(), zeros_like(values));
        var inside = MatrixProduct.Batched(vectors.transpose(1, 2), g);
        return MatrixProduct.Batched(vectors, inside * inverse.unsqueeze(2));
    }

    private static Tensor Shaped(Tensor x, bool batched) => (batched ? x : x.squeeze(0)).MoveToOuterDisposeScope();
}
