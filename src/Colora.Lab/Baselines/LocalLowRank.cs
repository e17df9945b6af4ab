using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static TorchSharp.torch;

namespace Colora.Lab.Baselines;

/// <summary>A rank-r model of each user's own, by alternating minimisation on this user's rows.</summary>
public static class LocalLowRank
{
    /// <summary>M_i of each user, [k,d1,d2].</summary>
    public static Tensor Fit(IDesign design, int rank, int sweeps = 400)
    {
        using var scope = NewDisposeScope();
        var models = Enumerable.Range(0, design.Users).Select(user =>
        {
            using var own = design.Of([user]);
            using var fit = StartFactors.Run(own, rank, RecoveryStart.SecondMoment, new RecoveryConfig(sweeps));
            return PlantedTruth.Of(fit.U, fit.V, fit.Cores);
        }).ToList();
        return cat(models, 0).MoveToOuterDisposeScope();
    }
}
