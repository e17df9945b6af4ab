using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Solvers;

/// <summary>
/// Extreme eigenvalues of a symmetric operator that is known by its products (Lanczos with full reorthogonalisation).
/// </summary>
internal static class Lanczos
{
    /// <summary>The smallest and the largest eigenvalue.</summary>
    /// <param name="apply">The operator on a vector [m].</param>
    /// <param name="size">m.</param>
    /// <param name="steps">Most steps; the extreme values are exact when it reaches m.</param>
    /// <param name="generator">Draws the first vector.</param>
    public static (double Smallest, double Largest) Extremes(
        Func<Tensor, Tensor> apply, long size, int steps, Generator generator)
    {
        using var scope = NewDisposeScope();
        var count = (int)Math.Min(steps, size);
        var basis = zeros([count, size], ScalarType.Float64);
        var (diagonal, beside) = (new double[count], new double[count]);
        var vector = randn([size], ScalarType.Float64, CPU, generator: generator);
        vector = vector / vector.norm();
        var done = 0;
        while (done < count)
        {
            using var step = NewDisposeScope();
            basis[done].copy_(vector);
            var image = apply(vector);
            diagonal[done] = Constant.Read<double>((image * vector).sum());
            image = Outside(basis.slice(0, 0, done + 1, 1), image);
            beside[done] = Constant.Read<double>(image.norm());
            done++;

            // The space is exhausted: what is found so far is exact.
            if (beside[done - 1] < 1e-12 * Math.Max(1, Math.Abs(diagonal[done - 1]))) break;
            vector = image.Times(1 / beside[done - 1]).MoveToOuterDisposeScope();
        }

        var values = linalg.eigvalsh(tensor(Tridiagonal(diagonal, beside, done))).data<double>();
        return (values[0], values[done - 1]);
    }

    // What of a vector is orthogonal to the rows of a basis.
    private static Tensor Outside(Tensor basis, Tensor vector)
    {
        // Twice is enough: the second pass removes what rounding left of the first.
        for (var pass = 0; pass < 2; pass++)
        {
            var inside = MatrixProduct.Of(basis, vector.unsqueeze(1));
            vector = vector - MatrixProduct.Of(basis.t(), inside).squeeze(1);
        }

        return vector;
    }

    private static double[,] Tridiagonal(double[] diagonal, double[] beside, int size)
    {
        var matrix = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            matrix[i, i] = diagonal[i];
            if (i + 1 < size) matrix[i, i + 1] = matrix[i + 1, i] = beside[i];
        }

        return matrix;
    }
}
