using Colora.Engine;
using Colora.Lab.Problems;
using Colora.Lab.Solvers;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Recovery;

/// <summary>Reads how well conditioned the three sub-problems of alternating minimisation are (theory B.6 b).</summary>
public static class GripMeter
{
    /// <summary>Sizes d·r up to this are taken whole; above, Lanczos finds the extremes.</summary>
    public const int LargestDense = 1500;

    private const int LanczosSteps = 120;

    /// <summary>Reads at U, V (orthonormal columns) and cores.</summary>
    /// <param name="design">The measurements.</param>
    /// <param name="u">[d1,r].</param>
    /// <param name="v">[d2,r].</param>
    /// <param name="cores">[k,r,r].</param>
    /// <param name="dense">Largest d·r that is taken whole.</param>
    public static GripReading Read(IDesign design, Tensor u, Tensor v, Tensor cores, int dense = LargestDense)
    {
        using var scope = NewDisposeScope();
        var weights = tensor(design.Rows.Select(rows => (double)rows).ToArray()).reshape(-1, 1, 1);
        var leftEnergy = (MatrixProduct.Batched(cores, cores.transpose(1, 2)) * weights).sum([0]);
        var rightEnergy = (MatrixProduct.Batched(cores.transpose(1, 2), cores) * weights).sum([0]);
        using var fixedRight = design.FixRight(v);
        using var fixedLeft = design.FixLeft(u);
        var core = Ends(fixedRight.CoreGrams(u) / weights);
        var left = Shared(fixedRight, cores, leftEnergy, design.D1, dense);
        var right = Shared(fixedLeft, cores, rightEnergy, design.D2, dense);
        return new GripReading(
            core.Smallest, core.Largest, left.Smallest, left.Largest, right.Smallest, right.Largest);
    }

    // Of D^(−1/2) H D^(−1/2), D = I ⊗ energy.
    private static (double Smallest, double Largest) Shared(
        IHalfStep half, Tensor cores, Tensor energy, int width, int dense)
    {
        using var scope = NewDisposeScope();
        var (values, vectors) = SymmetricEigen.Of(energy);
        var root = MatrixProduct.Of(vectors / values.sqrt(), vectors.t());
        return width * energy.size(0) > dense
            ? ByProducts(half, cores, root, width)
            : ByMatrix(half, cores, root);
    }

    // Without H: by its products with directions alone.
    private static (double Smallest, double Largest) ByProducts(IHalfStep half, Tensor cores, Tensor root, int width)
    {
        var rank = root.size(0);
        using var generator = SeedSequence.NewGenerator(0, "grip");
        return Lanczos.Extremes(Normalised, width * rank, LanczosSteps, generator);

        Tensor Normalised(Tensor direction)
        {
            var scaled = MatrixProduct.Of(direction.reshape(width, rank), root);
            return MatrixProduct.Of(half.Apply(scaled, cores), root).reshape(-1);
        }
    }

    private static (double Smallest, double Largest) ByMatrix(IHalfStep half, Tensor cores, Tensor root)
    {
        using var equation = half.Shared(cores);
        var rank = root.size(0);
        var inner = equation.Matrix.size(0) / rank;

        // H as [r,inner,r,inner], first its rows and then its columns multiplied by the root.
        var whitened = MatrixProduct.Of(root, equation.Matrix.reshape(rank, -1))
            .reshape(rank, inner, rank, inner).permute(2, 0, 1, 3).reshape(rank, -1);

        // Cores without full rank have no inverse root: there is nothing to read then.
        if (!Constant.Read<bool>(whitened.isfinite().all())) return (double.NaN, double.NaN);
        var both = MatrixProduct.Of(root, whitened)
            .reshape(rank, rank, inner, inner).permute(1, 2, 0, 3).reshape(rank * inner, rank * inner);
        return Ends(both);
    }

    private static (double Smallest, double Largest) Ends(Tensor matrices)
    {
        var eigenvalues = linalg.eigvalsh(matrices);
        return (Constant.Read<double>(eigenvalues.min()), Constant.Read<double>(eigenvalues.max()));
    }
}
