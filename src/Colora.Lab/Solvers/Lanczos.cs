using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Solvers;

/// <summary>Extreme eigenvalues of a symmetric operator that is known by its products (Lanczos with full reorthogonalisation).</summary>
public static class Lanczos
{
    /// <summary>The smallest and the largest eigenvalue.</summary>
    /// <param name="apply">The operator on a vector [m].</param>
    /// <param name="size">m.</param>
    /// <param name="steps">Most steps; the extreme values are exact when it reaches m.</param>
    /// <param name="generator">Draws the first vector.</param>
    public static (double Smallest, double Largest) Extremes(Func<Tensor, Tensor> apply, long size, int steps, Generator generator)
    {
        using var scope = NewDisposeScope();
        var count = (int)Math.Min(steps, size);
        var basis = zeros([count, size], ScalarType.Float64);
        var diagonal = new double[count];
        var beside = new double[count];
        var vector = randn([size], ScalarType.Float64, CPU, generator: generator);
        vector = vector / vector.norm();
        var done = 0;
        while (done < count)
        {
            using var step = NewDisposeScope();
            basis[done].copy_(vector);
            var image = apply(vector);
            diagonal[done] = Constant.Read<double>((image * vector).sum());
            var known = basis.slice(0, 0, done + 1, 1);
            // Twice is enough: the second pass removes what rounding left of the first.
            for (var pass = 0; pass < 2; pass++) image = image - MatrixProduct.Of(known.t(), MatrixProduct.Of(known, image.unsqueeze(1))).squeeze(1);
            beside[done] = Constant.Read<double>(image.norm());
            done++;
            if (beside[done - 1] < 1e-12 * Math.Max(1, Math.Abs(diagonal[done - 1]))) break;
            vector = image.Times(1 / beside[done - 1]).MoveToOuterDisposeScope();
        }

        var small = new double[done, done];
        for (var i = 0; i < done; i++)
        {
            small[i, i] = diagonal[i];
            if (i + 1 < done) small[i, i + 1] = small[i + 1, i] = beside[i];
        }

        var values = linalg.eigvalsh(tensor(small)).data<double>();
        return (values[0], values[done - 1]);
    }
}
