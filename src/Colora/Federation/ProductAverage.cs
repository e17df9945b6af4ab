using Colora.Adapters;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Federation;

/// <summary>
/// The mean of the products M = Σ p_i B_i A_i cut to the rank r by singular values (FlexLoRA): M = U Σ Vᵀ, B ← U_r √Σ_r, A ← √Σ_r V_rᵀ.
/// No matrix of the layer's size is formed: [p_1 B_1 … p_k B_k] = Q_B R_B, [A_1; …; A_k]ᵀ = Q_A R_A, and the small R_B R_Aᵀ is decomposed,
/// in float64.
/// </summary>
public sealed class ProductAverage : IAggregator
{
    /// <inheritdoc />
    public IReadOnlyList<TravellingFactors> Aggregate(AdapterLayout layout, IReadOnlyList<SharedUpdate> updates)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var total = updates.Sum(update => update.Weight);
        var (a, b) = (empty_like(updates[0].Factors.A!), empty_like(updates[0].Factors.B!));
        long fromA = 0, fromB = 0;
        foreach (var module in layout.Modules)
        {
            using var inner = NewDisposeScope();
            long rank = module.Rank, sizeA = rank * module.Module.In, sizeB = rank * module.Module.Out;
            var down = cat([.. updates.Select(update => update.Factors.A!.narrow(0, fromA, sizeA).view(rank, module.Module.In).to(ScalarType.Float64))], 0);
            var up = cat([.. updates.Select(update => Weighted(update.Factors.B!.narrow(0, fromB, sizeB).view(rank, module.Module.Out), update.Weight / total))], 0);
            var (qb, rb) = linalg.qr(up.t());
            var (qa, ra) = linalg.qr(down.t());
            var (u, sigma, vh) = linalg.svd(MatrixProduct.Of(rb, ra.t()), fullMatrices: false);
            var kept = Math.Min(rank, sigma.size(0));
            var root = sigma.narrow(0, 0, kept).sqrt();
            var (nextA, nextB) = (a.narrow(0, fromA, sizeA).view(rank, module.Module.In).zero_(), b.narrow(0, fromB, sizeB).view(rank, module.Module.Out).zero_());
            nextA.narrow(0, 0, kept).copy_(MatrixProduct.Of(vh.narrow(0, 0, kept), qa.t()) * root.view(-1, 1));
            nextB.narrow(0, 0, kept).copy_((MatrixProduct.Of(qb, u.narrow(1, 0, kept)) * root).t());
            fromA += sizeA;
            fromB += sizeB;
        }

        return [new TravellingFactors(a.DetachFromDisposeScope(), b.DetachFromDisposeScope())];
    }

    private static Tensor Weighted(Tensor factor, double share)
    {
        using var weight = TorchSharp.ScalarExtensionMethods.ToScalar(share);
        return factor.to(ScalarType.Float64) * weight;
    }
}
