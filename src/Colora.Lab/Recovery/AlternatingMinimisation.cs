using Colora.Engine;
using Colora.Lab.Problems;
using Colora.Lab.Solvers;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Recovery;

/// <summary>
/// Alternating minimisation of Σ_i ‖y_i − A_i(U L_i Vᵀ)‖² in the order L, U, L, V: every step is exact, and each shared
/// factor is made orthonormal by QR with the triangle absorbed into the cores (theory B.2).
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
        IDesign design,
        Tensor u,
        Tensor v,
        RecoveryConfig config,
        PlantedTruth? truth = null,
        Action<SweepRow>? progress = null,
        CancellationToken stop = default)
    {
        var (state, tally) = (Factors.From(u, v, design.Users), new Tally());
        var log = new List<SweepRow>();
        StopReason? reason = null;
        while (reason is null)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();

            // The first cores of all are zero: there is no mean yet that others could be pulled to.
            var pull = log.Count > 0 ? config.Pull : 0;
            MoveLeft(design, state, config, pull, tally);
            var residual = MoveRight(design, state, config, pull, tally);
            var row = new SweepRow(log.Count + 1, residual, Errors(truth, state, residual));
            log.Add(row);
            progress?.Invoke(row);
            reason = Ended(log, config);
        }

        return new RecoveryResult(state.U, state.V, state.Cores, log, reason.Value, tally.Deficient, tally.Travelled);
    }

    // U = Q R moves, and L becomes R L.
    private static void MoveLeft(IDesign design, Factors state, RecoveryConfig config, double pull, Tally tally)
    {
        using var half = design.FixRight(state.V);
        var cores = Cores(half, state.U, state.Cores, pull, tally);
        var (q, r) = Moved(half, design.Users, state.U, cores, config, tally);
        state.Take(q, state.V, MatrixProduct.Batched(ForEachOf(cores, r), cores));
    }

    // V = Q R moves, and L becomes L Rᵀ; gives the residual after the sweep.
    private static double MoveRight(IDesign design, Factors state, RecoveryConfig config, double pull, Tally tally)
    {
        using var half = design.FixLeft(state.U);
        var cores = Cores(half, state.V, state.Cores, pull, tally);
        var (q, r) = Moved(half, design.Users, state.V, cores, config, tally);
        state.Take(state.U, q, MatrixProduct.Batched(cores, ForEachOf(cores, r.t())));
        return half.Residual(state.V, state.Cores);
    }

    private static Tensor ForEachOf(Tensor cores, Tensor triangle) =>
        triangle.unsqueeze(0).expand(cores.size(0), triangle.size(0), triangle.size(1));

    private static ErrorReading? Errors(PlantedTruth? truth, Factors state, double residual) =>
        truth is null || !double.IsFinite(residual) ? null : RecoveryErrors.Of(truth, state.U, state.V, state.Cores);

    private static Tensor Cores(IHalfStep half, Tensor moving, Tensor known, double pull, Tally tally)
    {
        var fit = half.Cores(moving, pull > 0 ? new CorePull(known.mean([0]), pull) : null);
        if (fit.Deficient > 0) tally.Deficient++;
        return fit.Cores;
    }

    private static (Tensor Q, Tensor R) Moved(
        IHalfStep half, int users, Tensor start, Tensor cores, RecoveryConfig config, Tally tally)
    {
        if (config.Shared == SharedStep.ConjugateGradient) return ThinQr.Of(Descended(half, start, cores, config));
        var equation = config.Shared == SharedStep.Dense ? half.Shared(cores) : Summed(half, users, cores, tally);
        var (factor, lost) = equation.Solve();
        if (lost) tally.Deficient++;
        return ThinQr.Of(factor);
    }

    private static Tensor Descended(IHalfStep half, Tensor start, Tensor cores, RecoveryConfig config)
    {
        var products = MatrixProduct.Batched(cores, cores.transpose(1, 2)).sum([0]);

        // A diverged iterate comes here too; the pseudo-inverse would end the run where NaN lets its caller say so.
        if (!Constant.Read<bool>(products.isfinite().all())) return full_like(start, Constant.Of(double.NaN));
        var inverse = linalg.pinv(products, hermitian: true);
        var right = half.RightSide(cores);
        var (tolerance, most) = (config.GradientTolerance, MostIterations);
        return ConjugateGradient.Solve(Apply, right, start, inverse, tolerance, most).X;

        Tensor Apply(Tensor direction) => half.Apply(direction, cores);
    }

    // What a coordinator does: it adds up what participants send and never sees a row or a core.
    private static NormalEquation Summed(IHalfStep half, int users, Tensor cores, Tally tally)
    {
        NormalEquation? sum = null;
        for (var user = 0; user < users; user++)
        {
            var own = half.SharedOf(user, cores);
            tally.Travelled += own.Count;
            sum = sum is null ? own : sum.With(own);
        }

        return sum!;
    }

    private static StopReason? Ended(List<SweepRow> log, RecoveryConfig config)
    {
        var now = log[^1].Residual;
        if (!double.IsFinite(now)) return StopReason.Diverged;
        if (now < config.Tolerance) return StopReason.Solved;
        if (log.Count > StallWindow)
        {
            var before = log[^(StallWindow + 1)].Residual;
            if (before - now < config.Stall * before) return StopReason.Stalled;
        }

        return log.Count >= config.MostSweeps ? StopReason.Capped : null;
    }

    /// <summary>What a run counts.</summary>
    private sealed class Tally
    {
        /// <summary>Steps that fell back on the solution of least norm.</summary>
        public int Deficient { get; set; }

        /// <summary>Numbers that participants sent up.</summary>
        public long Travelled { get; set; }
    }

    /// <summary>The three tensors of a run; what is replaced is disposed.</summary>
    private sealed class Factors(Tensor u, Tensor v, Tensor cores)
    {
        public Tensor U { get; private set; } = u;

        public Tensor V { get; private set; } = v;

        public Tensor Cores { get; private set; } = cores;

        /// <summary>Copies of U and V, and cores of zero.</summary>
        public static Factors From(Tensor u, Tensor v, int users)
        {
            var cores = zeros([users, u.size(1), u.size(1)], ScalarType.Float64);
            return new Factors(
                u.clone().DetachFromDisposeScope(), v.clone().DetachFromDisposeScope(), cores.DetachFromDisposeScope());
        }

        public void Take(Tensor newU, Tensor newV, Tensor newCores)
        {
            if (!ReferenceEquals(U, newU)) U.Dispose();
            if (!ReferenceEquals(V, newV)) V.Dispose();
            Cores.Dispose();
            U = newU.DetachFromDisposeScope();
            V = newV.DetachFromDisposeScope();
            Cores = newCores.DetachFromDisposeScope();
        }
    }
}
