using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static TorchSharp.torch;

namespace Colora.Lab.Baselines;

/// <summary>One rank-r model for everybody, fitted to all rows.</summary>
public static class PooledModel
{
    private const int Sweeps = 100;

    /// <summary>The same M for each user, [k,d1,d2].</summary>
    public static Tensor Fit(IDesign design, int rank)
    {
        using var scope = NewDisposeScope();
        using var together = design.Pooled();
        using var fit = StartFactors.Run(together, rank, RecoveryStart.Mean, new RecoveryConfig(Sweeps));
        var model = PlantedTruth.Of(fit.U, fit.V, fit.Cores);
        return model.expand(design.Users, design.D1, design.D2).contiguous().MoveToOuterDisposeScope();
    }
}
