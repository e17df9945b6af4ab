using Colora.Lab.Solvers;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>
/// Matrix sensing: y_ij = ⟨X_ij, M_i⟩. Users with fewer rows than others are padded by rows of zeros, which no sum of
/// squares sees.
/// </summary>
public sealed class SensingDesign : IDesign
{
    private readonly Tensor x;
    private readonly Tensor y;

    /// <summary>Takes X [k,n,d1,d2] and y [k,n], both double, and owns them from now on.</summary>
    /// <param name="x">Measurement matrices.</param>
    /// <param name="y">Measurements.</param>
    /// <param name="rows">Rows that each user really has; n for all when null.</param>
    public SensingDesign(Tensor x, Tensor y, IReadOnlyList<int>? rows = null)
    {
        this.x = x.DetachFromDisposeScope();
        this.y = y.DetachFromDisposeScope();
        Rows = rows ?? [.. Enumerable.Repeat((int)x.size(1), (int)x.size(0))];
    }

    /// <inheritdoc />
    public ProblemKind Kind => ProblemKind.Sensing;

    /// <inheritdoc />
    public int Users => (int)x.size(0);

    /// <inheritdoc />
    public int D1 => (int)x.size(2);

    /// <inheritdoc />
    public int D2 => (int)x.size(3);

    /// <inheritdoc />
    public IReadOnlyList<int> Rows { get; }

    /// <summary>X [k,n,d1,d2], the design's own.</summary>
    public Tensor Inputs => x;

    /// <summary>y [k,n], the design's own.</summary>
    public Tensor Outputs => y;

    /// <inheritdoc />
    public IHalfStep FixRight(Tensor v)
    {
        using var scope = NewDisposeScope();
        var seen = MatrixProduct.Of(x.reshape(-1, D2), v).reshape(Users, x.size(1), D1, v.size(1));
        var features = seen.transpose(2, 3).contiguous();
        return new SensingHalf(features.MoveToOuterDisposeScope(), y, Rows, transposed: true);
    }

    /// <inheritdoc />
    public IHalfStep FixLeft(Tensor u)
    {
        using var scope = NewDisposeScope();
        var rows = Users * x.size(1);
        var left = u.t().unsqueeze(0).expand(rows, u.size(1), D1);
        var features = MatrixProduct.Batched(left, x.reshape(rows, D1, D2)).reshape(Users, x.size(1), u.size(1), D2);
        return new SensingHalf(features.MoveToOuterDisposeScope(), y, Rows, transposed: false);
    }

    /// <inheritdoc />
    public Tensor Estimates()
    {
        using var scope = NewDisposeScope();
        var sum = MatrixProduct.Batched(y.unsqueeze(1), x.reshape(Users, x.size(1), -1)).reshape(Users, D1, D2);
        return (sum / Counts().reshape(-1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public (Tensor U, Tensor V) SecondMoment(int rank)
    {
        using var scope = NewDisposeScope();
        var estimates = Estimates();
        var weighted = (x * (y / Counts().unsqueeze(1)).unsqueeze(2).unsqueeze(3)).reshape(-1, D1, D2);
        var u = Top(Gram(estimates.transpose(0, 1)) - Gram(weighted.transpose(0, 1)), rank);
        var (turnedEstimates, turnedWeighted) = (estimates.transpose(1, 2), weighted.transpose(1, 2));
        var v = Top(Gram(turnedEstimates.transpose(0, 1)) - Gram(turnedWeighted.transpose(0, 1)), rank);
        return (u.MoveToOuterDisposeScope(), v.MoveToOuterDisposeScope());

        // Σ over all but the first index, [d,…,…] → [d,d].
        static Tensor Gram(Tensor stack)
        {
            using var inner = NewDisposeScope();
            var flat = stack.reshape(stack.size(0), -1);
            return MatrixProduct.Of(flat, flat.t()).MoveToOuterDisposeScope();
        }
    }

    /// <inheritdoc />
    public Tensor LeastNorm()
    {
        using var scope = NewDisposeScope();
        var flat = x.reshape(Users, x.size(1), -1);
        var (turned, answers) = (flat.transpose(1, 2), y.unsqueeze(2));
        Tensor m;
        if (x.size(1) <= flat.size(2))
        {
            // Padded rows make zero rows of the Gram matrix; the solution of least norm gives them weight zero.
            var (weights, _) = PositiveSolver.Solve(MatrixProduct.Batched(flat, turned), answers);
            m = MatrixProduct.Batched(turned, weights);
        }
        else
        {
            (m, _) = PositiveSolver.Solve(MatrixProduct.Batched(turned, flat), MatrixProduct.Batched(turned, answers));
        }

        return m.reshape(Users, D1, D2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public IDesign Pooled() => new SensingDesign(x.reshape(1, -1, D1, D2), y.reshape(1, -1), [Rows.Sum()]);

    /// <inheritdoc />
    public IDesign Of(IReadOnlyList<int> users)
    {
        using var scope = NewDisposeScope();
        var index = tensor(users.Select(user => (long)user).ToArray());
        var rows = users.Select(user => Rows[user]);
        return new SensingDesign(x.index_select(0, index), y.index_select(0, index), [.. rows]);
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
