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
        var total = (double)design.Rows.Sum();
        var leftEnergy = (MatrixProduct.Batched(cores, cores.transpose(1, 2)) * weights).sum([0]);
        var rightEnergy = (MatrixProduct.Batched(cores.transpose(1, 2), cores) * weights).sum([0]);
        using var fixedRight = design.FixRight(v);
        using var fixedLeft = design.FixLeft(u);
        var core = linalg.eigvalsh(fixedRight.CoreGrams(u) / weights);
        var left = Shared(fixedRight, cores, leftEnergy, design.D1, dense);
        var right = Shared(fixedLeft, cores, rightEnergy, design.D2, dense);
        return new GripReading(Constant.Read<double>(core.min()), Constant.Read<double>(core.max()), left.Smallest, left.Largest, right.Smallest, right.Largest);
    }

    private static (double Smallest, double Largest) Shared(IHalfStep half, Tensor cores, Tensor energy, int width, int dense)
    {
        using var scope = NewDisposeScope();
        var (values, vectors) = SymmetricEigen.Of(energy);
        var root = MatrixProduct.Of(vectors / values.sqrt(), vectors.t());
        var rank = energy.size(0);
        if (width * rank > dense)
        {
            using var generator = SeedSequence.NewGenerator(0, "grip");
            Tensor Normalised(Tensor direction) => MatrixProduct.Of(half.Apply(MatrixProduct.Of(direction.reshape(width, rank), root), cores), root).reshape(-1);
            return Lanczos.Extremes(Normalised, width * rank, LanczosSteps, generator);
        }

        using var equation = half.Shared(cores);
        var inner = equation.Matrix.size(0) / rank;
        var whitened = MatrixProduct.Of(root, equation.Matrix.reshape(rank, -1)).reshape(rank, inner, rank, inner).permute(2, 0, 1, 3).reshape(rank, -1);
        // Cores without full rank have no inverse root: there is nothing to read then.
        if (!Constant.Read<bool>(whitened.isfinite().all())) return (double.NaN, double.NaN);
        var eigenvalues = linalg.eigvalsh(MatrixProduct.Of(root, whitened).reshape(rank, rank, inner, inner).permute(1, 2, 0, 3).reshape(rank * inner, rank * inner));
        return (Constant.Read<double>(eigenvalues.min()), Constant.Read<double>(eigenvalues.max()));
    }
}
