using Colora.Adapters;
using Colora.Engine;
using Colora.Federation;
using static TorchSharp.torch;

namespace Colora.Methods.Flora;

/// <summary>
/// The participants' factors one below the other, A ← [p_1 A_1; …; p_k A_k] and B ← [B_1 … B_k], of rank k r (FLoRA): their product is the mean
/// of the products exactly, Σ p_i B_i A_i, for participants of equal s.
/// </summary>
internal sealed class StackAggregate : IAggregator
{
    /// <inheritdoc />
    public IReadOnlyList<TravellingFactors> Aggregate(AdapterLayout layout, IReadOnlyList<SharedUpdate> updates)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var total = updates.Sum(update => update.Weight);
        var (downs, ups) = (new List<Tensor>(), new List<Tensor>());
        long fromA = 0, fromB = 0;
        foreach (var module in layout.Modules)
        {
            long sizeA = (long)module.Rank * module.Module.In, sizeB = (long)module.Rank * module.Module.Out;
            foreach (var update in updates)
            {
                downs.Add(update.Factors.A!.narrow(0, fromA, sizeA) * Constant.Of(update.Weight / total));
                ups.Add(update.Factors.B!.narrow(0, fromB, sizeB));
            }

            fromA += sizeA;
            fromB += sizeB;
        }

        return [new TravellingFactors(cat([.. downs], 0).DetachFromDisposeScope(), cat([.. ups], 0).DetachFromDisposeScope())];
    }

    /// <summary>Adds the product of a stack to a sum, D ← D + Σ p_i B_i A_i in each module.</summary>
    /// <param name="weights">Has the sum.</param>
    /// <param name="stack">What <see cref="Aggregate"/> gave.</param>
    /// <param name="participants">Number of those stacked.</param>
    public static void AddTo(AdapterWeights weights, TravellingFactors stack, int participants)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        long fromA = 0, fromB = 0;
        for (var place = 0; place < weights.Layout.Modules.Count; place++)
        {
            var module = weights.Layout.Modules[place];
            long rank = (long)participants * module.Rank, sizeA = rank * module.Module.In, sizeB = rank * module.Module.Out;
            weights[FactorKind.Dense].View(place, 0).addmm_(stack.B!.narrow(0, fromB, sizeB).view(rank, module.Module.Out).t(), stack.A!.narrow(0, fromA, sizeA).view(rank, module.Module.In));
            fromA += sizeA;
            fromB += sizeB;
        }
    }
}
