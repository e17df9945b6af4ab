using Colora.Engine;
using Colora.Lab.Problems;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Recovery;

/// <summary>Makes the factors that alternating minimisation starts from.</summary>
public static class StartFactors
{
    private const int TrialSweeps = 3;
    private const int PooledSweeps = 60;

    /// <summary>U [d1,r], V [d2,r] with orthonormal columns.</summary>
    /// <param name="design">The measurements.</param>
    /// <param name="rank">r.</param>
    /// <param name="start">Which start.</param>
    /// <param name="seed">Seed of the random start.</param>
    public static (Tensor U, Tensor V) Of(IDesign design, int rank, RecoveryStart start, long seed)
    {
        using var scope = NewDisposeScope();
        var (u, v) = start switch
        {
            RecoveryStart.SecondMoment => design.SecondMoment(rank),
            RecoveryStart.Mean => Mean(design, rank),
            RecoveryStart.Pooled => Pooled(design, rank),
            RecoveryStart.Random => Random(design, rank, seed),
            _ => Best(design, rank),
        };
        return (u.MoveToOuterDisposeScope(), v.MoveToOuterDisposeScope());
    }

    /// <summary>Alternating minimisation from this start.</summary>
    public static RecoveryResult Run(
        IDesign design,
        int rank,
        RecoveryStart start,
        RecoveryConfig config,
        PlantedTruth? truth = null,
        long seed = 0,
        Action<SweepRow>? progress = null,
        CancellationToken stop = default)
    {
        using var scope = NewDisposeScope();
        var (u, v) = Of(design, rank, start, seed);
        return AlternatingMinimisation.Run(design, u, v, config, truth, progress, stop);
    }

    private static (Tensor U, Tensor V) Mean(IDesign design, int rank)
    {
        var (u, _, vt) = linalg.svd(design.Estimates().mean([0]), fullMatrices: false);
        return (u.slice(1, 0, rank, 1).contiguous(), vt.slice(0, 0, rank, 1).t().contiguous());
    }

    private static (Tensor U, Tensor V) Pooled(IDesign design, int rank)
    {
        using var together = design.Pooled();
        var (u, v) = Mean(together, rank);
        using var fit = AlternatingMinimisation.Run(together, u, v, new RecoveryConfig(PooledSweeps));
        return (fit.U.clone(), fit.V.clone());
    }

    private static (Tensor U, Tensor V) Random(IDesign design, int rank, long seed)
    {
        using var generator = SeedSequence.NewGenerator(seed, "regression", "start");
        var u = Orthonormal(design.D1, rank, generator);
        return (u, Orthonormal(design.D2, rank, generator));
    }

    private static Tensor Orthonormal(int width, int rank, Generator generator) =>
        ThinQr.Of(randn([width, rank], ScalarType.Float64, CPU, generator: generator)).Q;

    private static (Tensor U, Tensor V) Best(IDesign design, int rank)
    {
        (Tensor U, Tensor V)? best = null;
        var least = double.PositiveInfinity;
        List<(Tensor U, Tensor V)> starts = [design.SecondMoment(rank), Mean(design, rank), Pooled(design, rank)];
        foreach (var (u, v) in starts)
        {
            using var trial = AlternatingMinimisation.Run(design, u, v, new RecoveryConfig(TrialSweeps));
            var residual = trial.Last.Residual;

            // The first is taken whatever its residual: where all diverge there is one to go on with.
            if (best is null || residual < least) (best, least) = ((trial.U.clone(), trial.V.clone()), residual);
        }

        return best!.Value;
    }
}
