using Colora.Engine;
using Colora.Lab.Problems;
using Colora.LinearAlgebra;
using TorchSharp;
using static TorchSharp.torch;

namespace Colora.Lab.Recovery;

/// <summary>
/// Federated gradient descent on multi-output regression: users descend f_i = ‖X_i U L_i Vᵀ − Y_i‖² / (2n) from shared factors, which are averaged after
/// τ steps, all users side by side. Starts from random orthonormal factors and zero cores.
/// </summary>
public static class GradientRounds
{
    private const int GapRounds = 5;
    private const int CheckEvery = 10;

    /// <summary>Runs <paramref name="steps"/>/τ rounds.</summary>
    /// <param name="problem">The measurements and their truth.</param>
    /// <param name="scheme">How a round is made.</param>
    /// <param name="local">τ, steps of a round.</param>
    /// <param name="steps">Local steps in all.</param>
    /// <param name="rate">Step length.</param>
    /// <param name="seed">Seed of the start.</param>
    /// <param name="stop">Ends between rounds.</param>
    public static RoundsResult Run(PlantedProblem problem, RoundScheme scheme, int local, int steps, double rate, long seed, CancellationToken stop)
    {
        using var outer = NewDisposeScope();
        var design = (MultiOutputDesign)problem.Design;
        var start = StartFactors.Of(design, problem.Config.Rank, RecoveryStart.Random, seed);
        var (u, v) = (start.U.DetachFromDisposeScope(), start.V.DetachFromDisposeScope());
        var cores = zeros([design.Users, u.size(1), u.size(1)], ScalarType.Float64).DetachFromDisposeScope();
        var gaps = new List<double>();
        for (var round = 0; round < steps / local; round++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            if (round % CheckEvery == 0 && !Constant.Read<bool>(cores.isfinite().all())) break;
            var (newU, newV, newCores, gap) = Round(design, scheme, round, local, rate, u, v, cores);
            if (gaps.Count < GapRounds) gaps.Add(gap);
            u.Dispose();
            v.Dispose();
            cores.Dispose();
            (u, v, cores) = (newU.DetachFromDisposeScope(), newV.DetachFromDisposeScope(), newCores.DetachFromDisposeScope());
        }

        // A rate that is too long ends in numbers that no decomposition takes; it is worse than any other.
        if (!Constant.Read<bool>(u.isfinite().all()) || !Constant.Read<bool>(v.isfinite().all()) || !Constant.Read<bool>(cores.isfinite().all()))
        {
            u.Dispose();
            v.Dispose();
            cores.Dispose();
            return new RoundsResult(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.NaN, double.PositiveInfinity);
        }

        var deployed = RecoveryErrors.ByModels(problem.Truth, PlantedTruth.Of(u, v, cores)).Average();
        var (left, right) = (ThinQr.Of(u).Q, ThinQr.Of(v).Q);
        using var half = design.FixLeft(left);
        var refit = half.Cores(right).Cores;
        var result = new RoundsResult(
            deployed, RecoveryErrors.ByModels(problem.Truth, PlantedTruth.Of(left, right, refit)).Average(), RecoveryErrors.Sine(u, problem.Truth.U), gaps.Average(), half.Residual(right, refit));
        u.Dispose();
        v.Dispose();
        cores.Dispose();
        return result;
    }

    private static (Tensor U, Tensor V, Tensor Cores, double Gap) Round(MultiOutputDesign design, RoundScheme scheme, int round, int local, double rate, Tensor u, Tensor v, Tensor cores)
    {
        long users = design.Users;
        var ownU = u.unsqueeze(0).expand(users, u.size(0), u.size(1)).clone();
        var ownV = v.unsqueeze(0).expand(users, v.size(0), v.size(1)).clone();
        var ownCores = cores.clone();
        var factors = scheme switch { RoundScheme.GradientAverage => (false, false), RoundScheme.Alternating => (round % 2 == 0, round % 2 == 1), _ => (true, true) };
        if (scheme == RoundScheme.CoreFirst) Descend(design, ownU, ownV, ownCores, local, rate, false, false);
        Descend(design, ownU, ownV, ownCores, local, rate, factors.Item1, factors.Item2);
        if (scheme == RoundScheme.GradientAverage) Descend(design, ownU, ownV, ownCores, 1, rate, true, true, cores: false);
        var (meanU, meanV) = (ownU.mean([0]), ownV.mean([0]));
        var gap = Gap(ownU, ownV, meanU, meanV, ownCores);
        if (scheme is RoundScheme.Joint or RoundScheme.GradientAverage) return (meanU, meanV, ownCores, gap);
        var (qu, ru) = ThinQr.Of(meanU);
        var (qv, rv) = ThinQr.Of(meanV);
        return (qu, qv, PlantedTruth.Of(ru, rv, ownCores), gap);
    }

    // mean_j U_j L_i V_jᵀ − Ū L_i V̄ᵀ, the covariance of the two factors seen through each core: zero where one of them moved alone.
    private static double Gap(Tensor u, Tensor v, Tensor meanU, Tensor meanV, Tensor cores)
    {
        using var scope = NewDisposeScope();
        long users = u.size(0), d1 = u.size(1), d2 = v.size(1), rank = u.size(2);
        var products = MatrixProduct.Of(u.reshape(users, -1).t(), v.reshape(users, -1)).div(Constant.Of((double)users));
        var alone = MatrixProduct.Of(meanU.reshape(-1, 1), meanV.reshape(1, -1));
        Tensor Through(Tensor all) => MatrixProduct.Of(cores.reshape(users, -1), all.reshape(d1, rank, d2, rank).permute(1, 3, 0, 2).reshape(rank * rank, d1 * d2));
        var right = Through(products);
        return Constant.Read<double>(((right - Through(alone)).norm(1) / right.norm(1)).mean());
    }

    private static void Descend(MultiOutputDesign design, Tensor u, Tensor v, Tensor l, int steps, double rate, bool moveU, bool moveV, bool cores = true)
    {
        var (x, y) = (design.Inputs, design.Outputs);
        using var step = (-rate / x.size(1)).ToScalar();
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var seen = MatrixProduct.Batched(x, u);
            var hidden = MatrixProduct.Batched(seen, l);
            var misfit = MatrixProduct.Batched(hidden, v.transpose(1, 2)) - y;
            var back = MatrixProduct.Batched(misfit, v);
            var gradientU = moveU ? MatrixProduct.Batched(x.transpose(1, 2), MatrixProduct.Batched(back, l.transpose(1, 2))) : null;
            var gradientV = moveV ? MatrixProduct.Batched(misfit.transpose(1, 2), hidden) : null;
            var gradientL = cores ? MatrixProduct.Batched(seen.transpose(1, 2), back) : null;
            if (gradientU is not null) u.add_(gradientU, alpha: step);
            if (gradientV is not null) v.add_(gradientV, alpha: step);
            if (gradientL is not null) l.add_(gradientL, alpha: step);
        }
    }
}
