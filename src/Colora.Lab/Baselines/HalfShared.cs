using Colora.Engine;
using Colora.Lab.Problems;
using Colora.Lab.Solvers;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Baselines;

/// <summary>
/// One factor shared, the other each user's own, as FedSA-LoRA: M_i = U W_iᵀ with W_i [d2,r]. Alternating minimisation
/// for sensing; a user's step has r d2 unknowns, so it needs about d1 r/k + d2 r rows.
/// </summary>
public static class HalfShared
{
    private const double Tolerance = 1e-11, Stall = 1e-9;
    private const int StallWindow = 10;

    // Keeps Cholesky away from exact singularity by a share of the mean diagonal that is far below the noise of the
    // sums.
    private const double Ridge = 1e-13;

    /// <summary>M_i, [k,d1,d2].</summary>
    public static Tensor Fit(SensingDesign design, int rank, int sweeps = 200)
    {
        using var outer = NewDisposeScope();
        var turned = Flat(design).transpose(1, 2).contiguous();
        var u = design.SecondMoment(rank).U.DetachFromDisposeScope();
        var log = new List<double>();
        while (log.Count < sweeps && !Ended(log))
        {
            using var scope = NewDisposeScope();
            var (own, residual) = OwnFactors(design, u);
            log.Add(residual);
            var next = SharedFactor(turned, design.Outputs, own).DetachFromDisposeScope();
            u.Dispose();
            u = next;
        }

        var last = OwnFactors(design, u).Own;
        var models = MatrixProduct.Batched(u.unsqueeze(0).expand(design.Users, design.D1, rank), last);
        u.Dispose();
        return models.MoveToOuterDisposeScope();
    }

    private static bool Ended(List<double> log)
    {
        // Written so that a residual which is no number ends it too.
        if (log.Count == 0) return false;
        if (!(log[^1] > Tolerance)) return true;
        if (log.Count <= StallWindow) return false;
        var before = log[^(StallWindow + 1)];
        return !(before - log[^1] >= Stall * before);
    }

    // X of all rows, [k·n,d1,d2].
    private static Tensor Flat(SensingDesign design) => design.Inputs.reshape(-1, design.D1, design.D2);

    // W_iᵀ of each user by least squares, [k,r,d2], and what they leave of the measurements.
    private static (Tensor Own, double Residual) OwnFactors(SensingDesign design, Tensor u)
    {
        var (k, n, d1, d2, rank) = (design.Users, design.Inputs.size(1), design.D1, design.D2, u.size(1));
        var answers = design.Outputs.unsqueeze(2);
        var left = u.t().unsqueeze(0).expand(k * n, rank, d1);
        var seen = MatrixProduct.Batched(left, Flat(design)).reshape(k, n, rank * d2);
        var columns = seen.transpose(1, 2);
        var gram = MatrixProduct.Batched(columns, seen);
        var (w, _) = PositiveSolver.Solve(gram, MatrixProduct.Batched(columns, answers), Ridge);
        var residual = (answers - MatrixProduct.Batched(seen, w)).norm() / answers.norm();
        return (w.reshape(k, rank, d2), Constant.Read<double>(residual));
    }

    // U by least squares over the rows of all users, orthonormal; the inputs turned, [k·n,d2,d1].
    private static Tensor SharedFactor(Tensor turned, Tensor answers, Tensor own)
    {
        long k = answers.size(0), n = answers.size(1), d1 = turned.size(2), d2 = turned.size(1), rank = own.size(1);

        // A row of the least squares is Σ_b W[c,b] X[a,b] over (c,a).
        var spread = own.unsqueeze(1).expand(k, n, rank, d2).reshape(k * n, rank, d2);
        var rows = MatrixProduct.Batched(spread, turned).reshape(k * n, rank * d1);
        var right = MatrixProduct.Of(rows.t(), answers.reshape(-1, 1));
        var (x, _) = PositiveSolver.Solve(MatrixProduct.Of(rows.t(), rows), right, Ridge);
        return ThinQr.Of(x.reshape(rank, d1).t().contiguous()).Q;
    }
}
