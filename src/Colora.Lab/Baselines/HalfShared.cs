using Colora.Engine;
using Colora.Lab.Problems;
using Colora.Lab.Solvers;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Baselines;

/// <summary>
/// One factor shared, the other each user's own, as FedSA-LoRA: M_i = U W_iᵀ with W_i [d2,r]. Alternating minimisation for sensing; a user's step has r d2
/// unknowns, so it needs about d1 r/k + d2 r rows.
/// </summary>
public static class HalfShared
{
    private const double Tolerance = 1e-11, Stall = 1e-9;
    private const int StallWindow = 10;

    /// <summary>M_i, [k,d1,d2].</summary>
    public static Tensor Fit(SensingDesign design, int rank, int sweeps = 200)
    {
        using var outer = NewDisposeScope();
        var (k, n, d1, d2) = (design.Users, design.Inputs.size(1), design.D1, design.D2);
        var inputs = design.Inputs.reshape(k * n, d1, d2);
        var turned = inputs.transpose(1, 2).contiguous();
        var answers = design.Outputs.unsqueeze(2);
        var u = design.SecondMoment(rank).U.DetachFromDisposeScope();
        var own = zeros([k, rank, d2], ScalarType.Float64).DetachFromDisposeScope();
        var log = new List<double>();
        while (log.Count < sweeps && (log.Count == 0 || log[^1] > Tolerance) && (log.Count <= StallWindow || log[^(StallWindow + 1)] - log[^1] >= Stall * log[^(StallWindow + 1)]))
        {
            using var scope = NewDisposeScope();
            var seen = MatrixProduct.Batched(u.t().unsqueeze(0).expand(k * n, rank, d1), inputs).reshape(k, n, rank * d2);
            var (w, _) = PositiveSolver.Solve(MatrixProduct.Batched(seen.transpose(1, 2), seen), MatrixProduct.Batched(seen.transpose(1, 2), answers), 1e-13);
            log.Add(Constant.Read<double>((answers - MatrixProduct.Batched(seen, w)).norm() / answers.norm()));
            own.Dispose();
            own = w.reshape(k, rank, d2).DetachFromDisposeScope();
            // Rows vec(Xᵀ… ) of the shared step: Σ_b W[c,b] X[a,b].
            var spread = own.unsqueeze(1).expand(k, n, rank, d2).reshape(k * n, rank, d2);
            var rows = MatrixProduct.Batched(spread, turned).reshape(k * n, rank * d1);
            var (x, _) = PositiveSolver.Solve(MatrixProduct.Of(rows.t(), rows), MatrixProduct.Of(rows.t(), answers.reshape(-1, 1)), 1e-13);
            u.Dispose();
            u = ThinQr.Of(x.reshape(rank, d1).t().contiguous()).Q.DetachFromDisposeScope();
        }

        var last = MatrixProduct.Batched(u.t().unsqueeze(0).expand(k * n, rank, d1), inputs).reshape(k, n, rank * d2);
        var (final, _) = PositiveSolver.Solve(MatrixProduct.Batched(last.transpose(1, 2), last), MatrixProduct.Batched(last.transpose(1, 2), answers), 1e-13);
        var models = MatrixProduct.Batched(u.unsqueeze(0).expand(k, d1, rank), final.reshape(k, rank, d2));
        u.Dispose();
        own.Dispose();
        return models.MoveToOuterDisposeScope();
    }
}
