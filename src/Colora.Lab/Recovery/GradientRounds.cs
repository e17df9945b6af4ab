using Colora.Engine;
using Colora.Lab.Problems;
using Colora.LinearAlgebra;
using TorchSharp;
using static TorchSharp.torch;

namespace Colora.Lab.Recovery;

/// <summary>
/// Federated gradient descent on multi-output regression: users descend f_i = ‖X_i U L_i Vᵀ − Y_i‖² / (2n) from shared
/// factors, which are averaged after τ steps, all users side by side. Starts from random orthonormal factors and zero
/// cores.
/// </summary>
public static class GradientRounds
{
    private const int GapRounds = 5;
    private const int CheckEvery = 10;

    private static readonly RoundsResult Diverged = new(
        double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.NaN, double.PositiveInfinity);

    /// <summary>Runs <paramref name="steps"/>/τ rounds.</summary>
    /// <param name="problem">The measurements and their truth.</param>
    /// <param name="scheme">How a round is made.</param>
    /// <param name="local">τ, steps of a round.</param>
    /// <param name="steps">Local steps in all.</param>
    /// <param name="rate">Step length.</param>
    /// <param name="seed">Seed of the start.</param>
    /// <param name="stop">Ends between rounds.</param>
    public static RoundsResult Run(
        PlantedProblem problem,
        RoundScheme scheme,
        int local,
        int steps,
        double rate,
        long seed,
        CancellationToken stop)
    {
        using var outer = NewDisposeScope();
        var design = (MultiOutputDesign)problem.Design;
        var (u, v) = StartFactors.Of(design, problem.Config.Rank, RecoveryStart.Random, seed);
        var rank = u.size(1);
        using var state = new State(u, v, zeros([design.Users, rank, rank], ScalarType.Float64));
        var gaps = new List<double>();
        for (var round = 0; round < steps / local; round++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            if (round % CheckEvery == 0 && !IsFinite(state.Cores)) break;
            var own = Descended(design, state, scheme, round, local, rate);
            var (meanU, meanV) = (own.U.mean([0]), own.V.mean([0]));
            if (gaps.Count < GapRounds) gaps.Add(Gap(own, meanU, meanV));
            Take(state, scheme, meanU, meanV, own.Cores);
        }

        // A rate that is too long ends in numbers that no decomposition takes; it is worse than any other.
        if (!IsFinite(state.U) || !IsFinite(state.V) || !IsFinite(state.Cores)) return Diverged;
        return Read(problem, state, gaps.Average());
    }

    private static bool IsFinite(Tensor tensor) => Constant.Read<bool>(tensor.isfinite().all());

    private static RoundsResult Read(PlantedProblem problem, State state, double gap)
    {
        var truth = problem.Truth;
        var deployed = PlantedTruth.Of(state.U, state.V, state.Cores);
        var (left, right) = (ThinQr.Of(state.U).Q, ThinQr.Of(state.V).Q);
        using var half = problem.Design.FixLeft(left);
        var refit = half.Cores(right).Cores;
        return new RoundsResult(
            RecoveryErrors.ByModels(truth, deployed).Average(),
            RecoveryErrors.ByModels(truth, PlantedTruth.Of(left, right, refit)).Average(),
            RecoveryErrors.Sine(state.U, truth.U),
            gap,
            half.Residual(right, refit));
    }

    /// <summary>The factors [k,d,r] and cores of all users after a round's steps, before any averaging.</summary>
    private static (Tensor U, Tensor V, Tensor Cores) Descended(
        MultiOutputDesign design, State state, RoundScheme scheme, int round, int local, double rate)
    {
        var own = (U: ForEach(design.Users, state.U), V: ForEach(design.Users, state.V), Cores: state.Cores.clone());
        var factors = scheme switch
        {
            RoundScheme.GradientAverage => Moving.Nothing,
            RoundScheme.Alternating => round % 2 == 0 ? Moving.U : Moving.V,
            _ => Moving.Factors,
        };
        if (scheme == RoundScheme.CoreFirst) Descend(design, own, local, rate, Moving.Cores);
        Descend(design, own, local, rate, Moving.Cores | factors);
        if (scheme == RoundScheme.GradientAverage) Descend(design, own, 1, rate, Moving.Factors);
        return own;
    }

    private static Tensor ForEach(long users, Tensor factor) =>
        factor.unsqueeze(0).expand(users, factor.size(0), factor.size(1)).clone();

    // The average of the factors, made orthonormal where the scheme re-gauges, the triangles absorbed into the cores.
    private static void Take(State state, RoundScheme scheme, Tensor meanU, Tensor meanV, Tensor cores)
    {
        if (scheme is RoundScheme.Joint or RoundScheme.GradientAverage)
        {
            state.Take(meanU, meanV, cores);
            return;
        }

        var (qu, ru) = ThinQr.Of(meanU);
        var (qv, rv) = ThinQr.Of(meanV);
        state.Take(qu, qv, PlantedTruth.Of(ru, rv, cores));
    }

    // mean_j U_j L_i V_jᵀ − Ū L_i V̄ᵀ, the covariance of the two factors seen through each core: zero where one of them
    // moved alone.
    private static double Gap((Tensor U, Tensor V, Tensor Cores) own, Tensor meanU, Tensor meanV)
    {
        using var scope = NewDisposeScope();
        var (u, v, cores) = own;
        long users = u.size(0), d1 = u.size(1), d2 = v.size(1), rank = u.size(2);
        var sum = MatrixProduct.Of(u.reshape(users, -1).t(), v.reshape(users, -1));
        var right = Through(sum.div(Constant.Of((double)users)));
        var alone = Through(MatrixProduct.Of(meanU.reshape(-1, 1), meanV.reshape(1, -1)));
        return Constant.Read<double>(((right - alone).norm(1) / right.norm(1)).mean());

        // [d1·r, d2·r], all products of an entry of U and one of V → U L_i Vᵀ of each user, [k, d1·d2].
        Tensor Through(Tensor all)
        {
            var byCore = all.reshape(d1, rank, d2, rank).permute(1, 3, 0, 2).reshape(rank * rank, d1 * d2);
            return MatrixProduct.Of(cores.reshape(users, -1), byCore);
        }
    }

    private static void Descend(
        MultiOutputDesign design, (Tensor U, Tensor V, Tensor Cores) own, int steps, double rate, Moving moving)
    {
        using var step = (-rate / design.Inputs.size(1)).ToScalar();
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();

            // All gradients before any step: they are those of one point.
            var (gradientU, gradientV, gradientCores) = Gradients(design, own, moving);
            if (gradientU is not null) own.U.add_(gradientU, alpha: step);
            if (gradientV is not null) own.V.add_(gradientV, alpha: step);
            if (gradientCores is not null) own.Cores.add_(gradientCores, alpha: step);
        }
    }

    // Of n f_i of each user; null where nothing moves.
    private static (Tensor? U, Tensor? V, Tensor? Cores) Gradients(
        MultiOutputDesign design, (Tensor U, Tensor V, Tensor Cores) own, Moving moving)
    {
        var (x, y) = (design.Inputs, design.Outputs);
        var (u, v, l) = own;
        var seen = MatrixProduct.Batched(x, u);
        var hidden = MatrixProduct.Batched(seen, l);
        var misfit = MatrixProduct.Batched(hidden, v.transpose(1, 2)) - y;
        var back = MatrixProduct.Batched(misfit, v);
        return (
            moving.HasFlag(Moving.U) ? Turned(x, MatrixProduct.Batched(back, l.transpose(1, 2))) : null,
            moving.HasFlag(Moving.V) ? Turned(misfit, hidden) : null,
            moving.HasFlag(Moving.Cores) ? Turned(seen, back) : null);

        static Tensor Turned(Tensor left, Tensor right) => MatrixProduct.Batched(left.transpose(1, 2), right);
    }

    /// <summary>What a step moves.</summary>
    [Flags]
    private enum Moving
    {
        Nothing = 0,
        U = 1,
        V = 2,
        Cores = 4,
        Factors = U | V,
    }

    /// <summary>Shared factors and all users' cores between two rounds; what is replaced is disposed.</summary>
    private sealed class State(Tensor u, Tensor v, Tensor cores) : IDisposable
    {
        public Tensor U { get; private set; } = u.DetachFromDisposeScope();

        public Tensor V { get; private set; } = v.DetachFromDisposeScope();

        public Tensor Cores { get; private set; } = cores.DetachFromDisposeScope();

        public void Take(Tensor newU, Tensor newV, Tensor newCores)
        {
            Dispose();
            U = newU.DetachFromDisposeScope();
            V = newV.DetachFromDisposeScope();
            Cores = newCores.DetachFromDisposeScope();
        }

        public void Dispose()
        {
            U.Dispose();
            V.Dispose();
            Cores.Dispose();
        }
    }
}
