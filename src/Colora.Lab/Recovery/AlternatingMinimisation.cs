using Colora.Engine;
using Colora.Lab.Problems;
using Colora.Lab.Solvers;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Recovery;

/// <summary>
/// Alternating minimisation of Σ_i ‖y_i − A_i(U L_i Vᵀ)‖² in the order L, U, L, V: every step is exact, and each shared factor is made orthonormal by
/// QR with the triangle absorbed into the cores (theory B.2).
/// </summary>
public static class AlternatingMinimisation
{
    private const int StallWindow = 10;
    private const int MostIterations = 200;

    /// <summary>Runs from U, V until a stopping rule holds.</summary>
    /// <param name="design">The measurements.</param>
    /// <param name="u">Start [d1,r], orthonormal columns; stays the caller's.</param>
    /// <param name="v">Start [d2,r], orthonormal columns; stays the caller's.</param>
    /// <param name="config">Stopping rules and solver.</param>
    /// <param name="truth">What the errors are measured against; none when null.</param>
    /// <param name="progress">Told every sweep; may be null.</param>
    /// <param name="stop">Ends the run between sweeps.</param>
    public static RecoveryResult Run(
        IDesign design, Tensor u, Tensor v, RecoveryConfig config, PlantedTruth? truth = null, Action<SweepRow>? progress = null, CancellationToken stop = default)
    {
        var state = new Factors(u.clone().DetachFromDisposeScope(), v.clone().DetachFromDisposeScope(), zeros([design.Users, u.size(1), u.size(1)], ScalarType.Float64).DetachFromDisposeScope());
        var log = new List<SweepRow>();
        var (deficient, travelled) = (0, 0L);
        StopReason? reason = null;
        while (reason is null)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            double residual;
            using (var half = design.FixRight(state.V))
            {
                var cores = Cores(half, state.U, config, state.Cores, log.Count > 0, ref deficient);
                var (q, r) = Moved(half, design.Users, state.U, cores, config, ref deficient, ref travelled);
                state.Take(q, state.V, MatrixProduct.Batched(r.unsqueeze(0).expand(cores.size(0), r.size(0), r.size(1)), cores));
            }

            using (var half = design.FixLeft(state.U))
            {
                var cores = Cores(half, state.V, config, state.Cores, log.Count > 0, ref deficient);
                var (q, r) = Moved(half, design.Users, state.V, cores, config, ref deficient, ref travelled);
                state.Take(state.U, q, MatrixProduct.Batched(cores, r.t().unsqueeze(0).expand(cores.size(0), r.size(0), r.size(1))));
                residual = half.Residual(state.V, state.Cores);
            }

            var row = new SweepRow(log.Count + 1, residual, truth is null || !double.IsFinite(residual) ? null : RecoveryErrors.Of(truth, state.U, state.V, state.Cores));
            log.Add(row);
            progress?.Invoke(row);
            reason = Ended(log, config);
        }

        return new RecoveryResult(state.U, state.V, state.Cores, log, reason.Value, deficient, travelled);
    }

    private static Tensor Cores(IHalfStep half, Tensor moving, RecoveryConfig config, Tensor known, bool later, ref int deficient)
    {
        var pull = config.Pull > 0 && later ? new CorePull(known.mean([0]), config.Pull) : null;
        var fit = half.Cores(moving, pull);
        if (fit.Deficient > 0) deficient++;
        return fit.Cores;
    }

    private static (Tensor Q, Tensor R) Moved(IHalfStep half, int users, Tensor start, Tensor cores, RecoveryConfig config, ref int deficient, ref long travelled)
    {
        if (config.Shared == SharedStep.ConjugateGradient)
        {
            var products = MatrixProduct.Batched(cores, cores.transpose(1, 2)).sum([0]);

            // A diverged iterate comes here too; the pseudo-inverse would end the run where NaN lets its caller say so.
            if (!Constant.Read<bool>(products.isfinite().all())) return ThinQr.Of(full_like(start, Constant.Of(double.NaN)));
            var inverse = linalg.pinv(products, hermitian: true);
            return ThinQr.Of(ConjugateGradient.Solve(direction => half.Apply(direction, cores), half.RightSide(cores), start, inverse, config.GradientTolerance, MostIterations).X);
        }

        var equation = config.Shared == SharedStep.Dense ? half.Shared(cores) : Summed(half, users, cores, ref travelled);
        var (factor, lost) = equation.Solve();
        if (lost) deficient++;
        return ThinQr.Of(factor);
    }

    // What a coordinator does: it adds up what participants send and never sees a row or a core.
    private static NormalEquation Summed(IHalfStep half, int users, Tensor cores, ref long travelled)
    {
        NormalEquation? sum = null;
        for (var user = 0; user < users; user++)
        {
            var own = half.SharedOf(user, cores);
            travelled += own.Count;
            sum = sum is null ? own : sum.With(own);
        }

        return sum!;
    }

    private static StopReason? Ended(List<SweepRow> log, RecoveryConfig config)
    {
        var now = log[^1].Residual;
        if (!double.IsFinite(now)) return StopReason.Diverged;
        if (now < config.Tolerance) return StopReason.Solved;
        if (log.Count > StallWindow && log[^(StallWindow + 1)].Residual - now < config.Stall * log[^(StallWindow + 1)].Residual) return StopReason.Stalled;
        return log.Count >= config.MostSweeps ? StopReason.Capped : null;
    }

    /// <summary>The three tensors of a run; what is replaced is disposed.</summary>
    private sealed class Factors(Tensor u, Tensor v, Tensor cores)
    {
        public Tensor U { get; private set; } = u;

        public Tensor V { get; private set; } = v;

        public Tensor Cores { get; private set; } = cores;

        public void Take(Tensor newU, Tensor newV, Tensor newCores)
        {
            if (!ReferenceEquals(U, newU)) U.Dispose();
            if (!ReferenceEquals(V, newV)) V.Dispose();
            Cores.Dispose();
            (U, V, Cores) = (newU.DetachFromDisposeScope(), newV.DetachFromDisposeScope(), newCores.DetachFromDisposeScope());
        }
    }
}
