using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>
/// Multi-output regression with V (orthonormal columns) fixed: the outputs matter only through T_i = Y_i V [n,r], U
/// moves, Σ_i X_iᵀ X_i U (L_i L_iᵀ) = Σ_i X_iᵀ T_i L_iᵀ.
/// </summary>
internal sealed class RightFixedHalf : IHalfStep
{
    private readonly Tensor x;
    private readonly Tensor y;
    private readonly Tensor v;
    private readonly Tensor seen;
    private readonly IReadOnlyList<int> rows;

    /// <summary>x, y and v stay the caller's.</summary>
    public RightFixedHalf(Tensor x, Tensor y, Tensor v, IReadOnlyList<int> rows)
    {
        (this.x, this.y, this.v, this.rows) = (x, y, v, rows);
        using var scope = NewDisposeScope();
        var flat = MatrixProduct.Of(y.reshape(-1, y.size(2)), v);
        seen = flat.reshape(x.size(0), x.size(1), v.size(1)).DetachFromDisposeScope();
    }

    private long Rank => v.size(1);

    private long Width => x.size(2);

    /// <inheritdoc />
    public CoreFit Cores(Tensor moving, CorePull? pull = null)
    {
        using var scope = NewDisposeScope();
        var fit = CoreLeastSquares.Fit(Inputs(moving), seen, rows, pull);
        return fit with { Cores = fit.Cores.MoveToOuterDisposeScope() };
    }

    /// <inheritdoc />
    public Tensor CoreGrams(Tensor moving)
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(moving);
        return MatrixProduct.Batched(inputs.transpose(1, 2), inputs).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public NormalEquation Shared(Tensor cores)
    {
        using var scope = NewDisposeScope();
        return Normal(x, seen, cores);
    }

    /// <inheritdoc />
    public NormalEquation SharedOf(int user, Tensor cores)
    {
        using var scope = NewDisposeScope();
        return Normal(x.narrow(0, user, 1), seen.narrow(0, user, 1), cores.narrow(0, user, 1));
    }

    /// <inheritdoc />
    public Tensor Apply(Tensor direction, Tensor cores)
    {
        using var scope = NewDisposeScope();
        var image = MatrixProduct.Batched(Inputs(direction), MatrixProduct.Batched(cores, cores.transpose(1, 2)));
        return MatrixProduct.Of(x.reshape(-1, Width).t(), image.reshape(-1, Rank)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public Tensor RightSide(Tensor cores)
    {
        using var scope = NewDisposeScope();
        var image = MatrixProduct.Batched(seen, cores.transpose(1, 2));
        return MatrixProduct.Of(x.reshape(-1, Width).t(), image.reshape(-1, Rank)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public double Residual(Tensor moving, Tensor cores)
    {
        using var scope = NewDisposeScope();
        var predicted = MatrixProduct.Of(MatrixProduct.Batched(Inputs(moving), cores).reshape(-1, Rank), v.t());
        return Constant.Read<double>((y.reshape(-1, y.size(2)) - predicted).norm() / y.norm());
    }

    /// <inheritdoc />
    public void Dispose() => seen.Dispose();

    // X_i U: [k,n,r].
    private Tensor Inputs(Tensor moving) =>
        MatrixProduct.Of(x.reshape(-1, Width), moving).reshape(x.size(0), x.size(1), Rank);

    // H over (c,d) = entries of Uᵀ: Σ P_i[c,c'] G_i[d,d'], P_i = L_i L_iᵀ, G_i = X_iᵀ X_i.
    private NormalEquation Normal(Tensor inputs, Tensor answers, Tensor cores)
    {
        var users = inputs.size(0);
        var products = MatrixProduct.Batched(cores, cores.transpose(1, 2)).reshape(users, Rank * Rank);
        var grams = MatrixProduct.Batched(inputs.transpose(1, 2), inputs).reshape(users, Width * Width);
        var matrix = MatrixProduct.Of(products.t(), grams)
            .reshape(Rank, Rank, Width, Width).permute(0, 2, 1, 3).reshape(Rank * Width, Rank * Width);
        var image = MatrixProduct.Batched(answers, cores.transpose(1, 2)).reshape(-1, Rank);
        var right = MatrixProduct.Of(inputs.reshape(-1, Width).t(), image).t().reshape(-1, 1);
        return new NormalEquation(matrix.MoveToOuterDisposeScope(), right.MoveToOuterDisposeScope(), Rank);
    }
}
