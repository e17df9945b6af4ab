using Colora.Lab.Solvers;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>
/// Multi-output regression Y_i = X_i M_i, the shape of a LoRA layer with h = x Wᵀ: U = Aᵀ, V = B, L_i = S_iᵀ. Users
/// with fewer rows are padded by rows of zeros.
/// </summary>
internal sealed class MultiOutputDesign : IDesign
{
    private readonly Tensor x;
    private readonly Tensor y;

    /// <summary>Takes X [k,n,d1] and Y [k,n,d2], both double, and owns them from now on.</summary>
    /// <param name="x">Inputs.</param>
    /// <param name="y">Outputs.</param>
    /// <param name="rows">Rows that each user really has; n for all when null.</param>
    public MultiOutputDesign(Tensor x, Tensor y, IReadOnlyList<int>? rows = null)
    {
        this.x = x.DetachFromDisposeScope();
        this.y = y.DetachFromDisposeScope();
        Rows = rows ?? [.. Enumerable.Repeat((int)x.size(1), (int)x.size(0))];
    }

    /// <inheritdoc />
    public ProblemKind Kind => ProblemKind.MultiOutput;

    /// <inheritdoc />
    public int Users => (int)x.size(0);

    /// <inheritdoc />
    public int D1 => (int)x.size(2);

    /// <inheritdoc />
    public int D2 => (int)y.size(2);

    /// <inheritdoc />
    public IReadOnlyList<int> Rows { get; }

    /// <summary>X [k,n,d1], the design's own.</summary>
    public Tensor Inputs => x;

    /// <summary>Y [k,n,d2], the design's own.</summary>
    public Tensor Outputs => y;

    /// <inheritdoc />
    public IHalfStep FixRight(Tensor v) => new RightFixedHalf(x, y, v, Rows);

    /// <inheritdoc />
    public IHalfStep FixLeft(Tensor u) => new LeftFixedHalf(x, y, u, Rows);

    /// <inheritdoc />
    public Tensor Estimates()
    {
        using var scope = NewDisposeScope();
        return (MatrixProduct.Batched(x.transpose(1, 2), y) / Counts().reshape(-1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// V from Σ Y_iᵀ Y_i, which is exact without noise; U from the second moment of (1/n) X_iᵀ Y_i V.
    /// </summary>
    /// <inheritdoc />
    public (Tensor U, Tensor V) SecondMoment(int rank)
    {
        using var scope = NewDisposeScope();
        var outputs = y.reshape(-1, D2);
        var v = Top(MatrixProduct.Of(outputs.t(), outputs), rank);
        var seen = MatrixProduct.Of(outputs, v).reshape(Users, -1, rank) / Counts().reshape(-1, 1, 1);
        var estimates = MatrixProduct.Batched(x.transpose(1, 2), seen).transpose(0, 1).reshape(D1, -1);
        var own = (x * seen.norm(2, keepdim: true)).reshape(-1, D1);
        var u = Top(MatrixProduct.Of(estimates, estimates.t()) - MatrixProduct.Of(own.t(), own), rank);
        return (u.MoveToOuterDisposeScope(), v.MoveToOuterDisposeScope());
    }

    /// <inheritdoc />
    public Tensor LeastNorm()
    {
        using var scope = NewDisposeScope();
        var turned = x.transpose(1, 2);
        Tensor m;
        if (x.size(1) <= D1)
        {
            var (weights, _) = PositiveSolver.Solve(MatrixProduct.Batched(x, turned), y);
            m = MatrixProduct.Batched(turned, weights);
        }
        else
        {
            (m, _) = PositiveSolver.Solve(MatrixProduct.Batched(turned, x), MatrixProduct.Batched(turned, y));
        }

        return m.MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public IDesign Pooled() => new MultiOutputDesign(x.reshape(1, -1, D1), y.reshape(1, -1, D2), [Rows.Sum()]);

    /// <inheritdoc />
    public IDesign Of(IReadOnlyList<int> users)
    {
        using var scope = NewDisposeScope();
        var index = tensor(users.Select(user => (long)user).ToArray());
        var rows = users.Select(user => Rows[user]);
        return new MultiOutputDesign(x.index_select(0, index), y.index_select(0, index), [.. rows]);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        x.Dispose();
        y.Dispose();
    }

    private static Tensor Top(Tensor moment, int rank) =>
        SymmetricEigen.Of(moment).Vectors.slice(1, 0, rank, 1).contiguous();

    private Tensor Counts() => tensor(Rows.Select(rows => (double)rows).ToArray());
}
