using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Solvers;

/// <summary>
/// Preconditioned conjugate gradients for H x = g with H known only by its products, so that no matrix of H's size is
/// ever formed.
/// </summary>
internal static class ConjugateGradient
{
    /// <summary>x of H x = g, from a start.</summary>
    /// <param name="apply">H · (a matrix [d,r]).</param>
    /// <param name="right">g [d,r].</param>
    /// <param name="start">x₀ [d,r].</param>
    /// <param name="inverse">P⁻¹ [r,r] of the preconditioner I ⊗ P, applied from the right; symmetric positive
    /// definite.</param>
    /// <param name="tolerance">Ends at ‖g − H x‖ ≤ tolerance · ‖g‖.</param>
    /// <param name="most">Most iterations.</param>
    /// <returns>x [d,r] and the iterations taken.</returns>
    public static (Tensor X, int Iterations) Solve(
        Func<Tensor, Tensor> apply, Tensor right, Tensor start, Tensor inverse, double tolerance, int most)
    {
        using var outer = NewDisposeScope();
        var x = start.clone();
        var residual = (right - apply(x)).DetachFromDisposeScope();
        var z = MatrixProduct.Of(residual, inverse);
        var direction = z.clone().DetachFromDisposeScope();
        var rho = Dot(residual, z);
        var goal = tolerance * Math.Sqrt(Dot(right, right));
        var taken = 0;
        while (taken < most && Math.Sqrt(Dot(residual, residual)) > goal)
        {
            using var scope = NewDisposeScope();
            var image = apply(direction);
            var curvature = Dot(direction, image);
            if (!(curvature > 0)) break;
            x.PlusInPlace(direction.Times(rho / curvature));
            residual.PlusInPlace(image.Times(-rho / curvature));
            z = MatrixProduct.Of(residual, inverse);
            var next = Dot(residual, z);
            var turned = direction.Times(next / rho).Plus(z).DetachFromDisposeScope();
            direction.Dispose();
            direction = turned;
            rho = next;
            taken++;
        }

        residual.Dispose();
        direction.Dispose();
        return (x.MoveToOuterDisposeScope(), taken);
    }

    private static double Dot(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return Constant.Read<double>((a * b).sum());
    }
}
