using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.LinearAlgebra;

/// <summary>
/// The orthogonal factor U Vᵀ of matrices G = U Σ Vᵀ, nearly: every singular value that is not tiny beside the others is
/// brought to between 0.68 and 1.13 by five steps of Newton and Schulz's iteration with the coefficients of Muon (Jordan
/// et al. 2024, kellerjordan.github.io/posts/muon), of products alone. What is below 1/500 of the norm stays small, so
/// that rounding is not blown up to a direction of its own.
/// </summary>
internal static class PolarFactor
{
    private const int Steps = 5;

    private const double Linear = 3.4445, Cubic = -4.7750, Quintic = 2.0315;

    /// <summary>The factors of a batch.</summary>
    /// <param name="matrices">[p, n, m].</param>
    /// <param name="epsilon">Added to the norm that a matrix is divided by: a matrix of zeros stays one.</param>
    /// <returns>[p, n, m].</returns>
    public static Tensor Of(Tensor matrices, double epsilon)
    {
        // Products with the smaller side alone.
        var isTall = matrices.size(1) > matrices.size(2);
        var x = isTall ? matrices.transpose(1, 2) : matrices;
        x = x / x.pow(Constant.Of(2.0)).sum([1, 2], true).sqrt().Plus(epsilon);
        for (var step = 0; step < Steps; step++)
        {
            var gram = MatrixProduct.Batched(x, x.transpose(1, 2));
            var higher = gram.mul(Constant.Of(Cubic)).add_(MatrixProduct.Batched(gram, gram), alpha: Constant.Of(Quintic));
            x = MatrixProduct.Batched(higher, x).add_(x, alpha: Constant.Of(Linear));
        }

        return isTall ? x.transpose(1, 2) : x;
    }
}
