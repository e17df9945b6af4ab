using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>
/// Multi-output regression with U fixed: Y_i ≈ Z_i Vᵀ, Z_i = X_i U L_i, so V = (Σ Y_iᵀ Z_i)(Σ Z_iᵀ Z_i)⁻¹, one small
/// matrix for all rows of V.
/// </summary>
internal sealed class LeftFixedHalf : IHalfStep
{
    private readonly Tensor y;
    private readonly Tensor seen;
    private readonly IReadOnlyList<int> rows;

    /// <summary>x, y and u stay the caller's.</summary>
    public LeftFixedHalf(Tensor x, Tensor y, Tensor u, IReadOnlyList<int> rows)
    {
        (this.y, this.rows) = (y, rows);
        using var scope = NewDisposeScope();
        var flat = MatrixProduct.Of(x.reshape(-1, x.size(2)), u);
        seen = flat.reshape(x.size(0), x.size(1), u.size(1)).DetachFromDisposeScope();
    }

    private long Rank => seen.size(2);

    private long Width => y.size(2);

    /// <inheritdoc />
    public CoreFit Cores(Tensor moving, CorePull? pull = null)
    {
        using var scope = NewDisposeScope();
        var answers = MatrixProduct.Of(y.reshape(-1, Width), moving).reshape(y.size(0), y.size(1), Rank);
        var fit = CoreLeastSquares.Fit(seen, answers, rows, pull);
        return fit with { Cores = fit.Cores.MoveToOuterDisposeScope() };
    }

    /// <inheritdoc />
    public Tensor CoreGrams(Tensor moving)
    {
        using var scope = NewDisposeScope();
        return MatrixProduct.Batched(seen.transpose(1, 2), seen).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public NormalEquation Shared(Tensor cores)
    {
        using var scope = NewDisposeScope();
        return Normal(seen, y, cores);
    }

    /// <inheritdoc />
    public NormalEquation SharedOf(int user, Tensor cores)
    {
        using var scope = NewDisposeScope();
        return Normal(seen.narrow(0, user, 1), y.narrow(0, user, 1), cores.narrow(0, user, 1));
    }

    /// <inheritdoc />
    public Tensor Apply(Tensor direction, Tensor cores)
    {
        using var scope = NewDisposeScope();
        var z = MatrixProduct.Batched(seen, cores).reshape(-1, Rank);
        return MatrixProduct.Of(direction, MatrixProduct.Of(z.t(), z)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public Tensor RightSide(Tensor cores)
    {
        using var scope = NewDisposeScope();
        var z = MatrixProduct.Batched(seen, cores).reshape(-1, Rank);
        return MatrixProduct.Of(y.reshape(-1, Width).t(), z).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public double Residual(Tensor moving, Tensor cores)
    {
        using var scope = NewDisposeScope();
        var predicted = MatrixProduct.Of(MatrixProduct.Batched(seen, cores).reshape(-1, Rank), moving.t());
        return Constant.Read<double>((y.reshape(-1, Width) - predicted).norm() / y.norm());
    }

    /// <inheritdoc />
    public void Dispose() => seen.Dispose();

    private NormalEquation Normal(Tensor own, Tensor answers, Tensor cores)
    {
        var z = MatrixProduct.Batched(own, cores).reshape(-1, Rank);
        var matrix = MatrixProduct.Of(z.t(), z);
        var right = MatrixProduct.Of(z.t(), answers.reshape(-1, Width));
        return new NormalEquation(matrix.MoveToOuterDisposeScope(), right.MoveToOuterDisposeScope(), Rank);
    }
}
