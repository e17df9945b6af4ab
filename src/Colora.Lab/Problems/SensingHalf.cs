using Colora.Engine;
using Colora.Lab.Solvers;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>
/// Matrix sensing with one factor fixed. With Ψ_ij [r,d] the measurement matrix seen through the fixed factor, c its
/// index, the prediction is Σ Ψ[c,d] P[d,b] K[c,b], P the moving factor and K = L (U fixed) or Lᵀ (V fixed): linear in
/// K and in P.
/// </summary>
internal sealed class SensingHalf : IHalfStep
{
    private readonly Tensor features;
    private readonly Tensor y;
    private readonly IReadOnlyList<int> rows;
    private readonly bool transposed;

    /// <summary>Takes Ψ [k,n,r,d] and owns it; y [k,n] stays the design's.</summary>
    public SensingHalf(Tensor features, Tensor y, IReadOnlyList<int> rows, bool transposed)
    {
        this.features = features.DetachFromDisposeScope();
        this.y = y;
        this.rows = rows;
        this.transposed = transposed;
    }

    private long Users => features.size(0);

    private long Most => features.size(1);

    private long Rank => features.size(2);

    private long Width => features.size(3);

    /// <inheritdoc />
    public CoreFit Cores(Tensor moving, CorePull? pull = null)
    {
        using var scope = NewDisposeScope();
        var seen = CoreFeatures(moving);
        var gram = MatrixProduct.Batched(seen.transpose(1, 2), seen);
        var right = MatrixProduct.Batched(seen.transpose(1, 2), y.unsqueeze(2));
        if (pull is { Strength: > 0 })
        {
            var weight = tensor(rows.Select(count => count * pull.Strength).ToArray()).reshape(-1, 1, 1);
            var towards = (transposed ? pull.Towards.t() : pull.Towards).reshape(1, -1, 1);
            gram = gram.Plus(eye(Rank * Rank, dtype: ScalarType.Float64).unsqueeze(0) * weight);
            right = right.Plus(towards * weight);
        }

        var (cores, deficient) = PositiveSolver.Solve(gram, right);
        var oriented = Oriented(cores.reshape(Users, Rank, Rank)).contiguous();
        return new CoreFit(oriented.MoveToOuterDisposeScope(), deficient);
    }

    /// <inheritdoc />
    public Tensor CoreGrams(Tensor moving)
    {
        using var scope = NewDisposeScope();
        var inputs = CoreFeatures(moving);
        return MatrixProduct.Batched(inputs.transpose(1, 2), inputs).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public NormalEquation Shared(Tensor cores)
    {
        using var scope = NewDisposeScope();
        return Normal(SharedFeatures(features, cores), y.reshape(-1, 1));
    }

    /// <inheritdoc />
    public NormalEquation SharedOf(int user, Tensor cores)
    {
        using var scope = NewDisposeScope();
        var seen = SharedFeatures(features.narrow(0, user, 1), cores.narrow(0, user, 1));
        return Normal(seen, y[user].reshape(-1, 1));
    }

    /// <inheritdoc />
    public Tensor Apply(Tensor direction, Tensor cores)
    {
        using var scope = NewDisposeScope();
        var seen = SharedFeatures(features, cores);
        var image = MatrixProduct.Of(seen, direction.t().reshape(-1, 1));
        return MatrixProduct.Of(seen.t(), image).reshape(Rank, Width).t().contiguous().MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public Tensor RightSide(Tensor cores)
    {
        using var scope = NewDisposeScope();
        var right = MatrixProduct.Of(SharedFeatures(features, cores).t(), y.reshape(-1, 1));
        return right.reshape(Rank, Width).t().contiguous().MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public double Residual(Tensor moving, Tensor cores)
    {
        using var scope = NewDisposeScope();
        var predicted = MatrixProduct.Batched(CoreFeatures(moving), Oriented(cores).reshape(Users, -1, 1)).squeeze(2);
        return Constant.Read<double>((y - predicted).norm() / y.norm());
    }

    /// <inheritdoc />
    public void Dispose() => features.Dispose();

    // (Ψ P)[c,b] of every row: [k,n,r²].
    private Tensor CoreFeatures(Tensor moving) =>
        MatrixProduct.Of(features.reshape(-1, Width), moving).reshape(Users, Most, Rank * Rank);

    // (Kᵀ Ψ)[b,d] of every row: [k·n, r·d].
    private Tensor SharedFeatures(Tensor own, Tensor cores)
    {
        var turned = Oriented(cores).transpose(1, 2);
        var ofEachRow = turned.unsqueeze(1).expand(own.size(0), Most, Rank, Rank).reshape(-1, Rank, Rank);
        return MatrixProduct.Batched(ofEachRow, own.reshape(-1, Rank, Width)).reshape(-1, Rank * Width);
    }

    private NormalEquation Normal(Tensor seen, Tensor answers)
    {
        var (matrix, right) = (MatrixProduct.Of(seen.t(), seen), MatrixProduct.Of(seen.t(), answers));
        return new NormalEquation(matrix.MoveToOuterDisposeScope(), right.MoveToOuterDisposeScope(), Rank);
    }

    private Tensor Oriented(Tensor cores) => transposed ? cores.transpose(1, 2) : cores;
}
