using Colora.Engine;
using Colora.LinearAlgebra;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>
/// THE line: h = W0 x + s · B S_u A x, u the user of the row. In row vectors z = x Aᵀ [rows, tokens, r]; z := z S_uᵀ; h = W0 x + s · z Bᵀ.
/// Arms with a part of each user's own add s · B_p,u A_p,u x, both weighted as the ownership says. B of several heads is Σ_j w_j B_j with weights by
/// user or token; a user's scale b makes it diag(b) B; what earlier rounds have left adds s · D x.
/// A and B are shared or personal and S is there or not, as the layout says: CoLoRA, k local LoRAs and one pooled LoRA are
/// the same line. Factors are float32; on a bfloat16 base A and B are cast for the product, the core is applied in float32.
/// </summary>
internal sealed class CoLoraAdaptation : IAdaptation, IDisposable
{
    private readonly IUserFactors factors;
    private readonly AdapterDropout? dropout;
    private readonly Tensor placeOfRow;

    internal CoLoraAdaptation(IUserFactors factors, long[] placeOfRow, AdapterDropout? dropout)
    {
        this.factors = factors;
        this.dropout = dropout;
        this.placeOfRow = tensor(placeOfRow, ScalarType.Int64, factors.Device).DetachFromDisposeScope();
    }

    /// <inheritdoc />
    public Tensor Adapt(TargetModule module, Tensor x, Tensor output)
    {
        var place = factors.PlaceOf(module.Index);
        if (place < 0) return output;
        var ownership = factors.Layout.Ownership;
        var scaling = factors.Layout.Modules[place].Scaling;
        var input = dropout?.Apply(x) ?? x;
        if (ownership.HasPrivate && !(ownership.PrivateReplaces && factors.TrainsShared))
        {
            var own = MatrixProduct.Batched(input, OfRows(FactorKind.PrivateA, place).to(x.dtype).transpose(1, 2));
            output = output.Plus(MatrixProduct.Batched(own, OfRows(FactorKind.PrivateB, place).to(x.dtype)) * Constant.Of(scaling * ownership.PrivateWeight));
            if (ownership.PrivateReplaces) return output;
            scaling *= ownership.SharedWeight;
        }

        if (ownership.Dense == Owner.Shared) output = output.Plus(nn.functional.linear(input, factors.Factor(FactorKind.Dense, place).to(x.dtype)) * Constant.Of(scaling));

        var a = OfRows(FactorKind.A, place).to(x.dtype);
        var z = ownership.A == Owner.Shared ? nn.functional.linear(input, a) : MatrixProduct.Batched(input, a.transpose(1, 2));
        if (ownership.Core is { } kind)
        {
            var core = OfRows(kind, place);
            z = z.to(ScalarType.Float32);
            z = ownership[kind] == Owner.Shared ? nn.functional.linear(z, core) : MatrixProduct.Batched(z, core.transpose(1, 2));
            z = z.to(x.dtype);
        }

        if (ownership.HasHeads) z = Weighed(z, HeadWeights(input, place).to(x.dtype));
        var b = OfRows(FactorKind.B, place).to(x.dtype);
        if (ownership.B == Owner.Personal || ownership.Scale == Owner.Personal)
        {
            var update = ownership.B == Owner.Personal ? MatrixProduct.Batched(z, b) : nn.functional.linear(z, b.t());
            if (ownership.Scale == Owner.Personal) update = update * OfRows(FactorKind.Scale, place).to(x.dtype);
            return output.Plus(update * Constant.Of(scaling));
        }

        long rows = output.size(0), tokens = output.size(1);
        return output.view(rows * tokens, module.Out).addmm(z.reshape(rows * tokens, -1), b, beta: 1, alpha: (float)scaling).view(rows, tokens, module.Out);
    }

    /// <inheritdoc />
    public void Dispose() => placeOfRow.Dispose();

    /// <summary>A shared factor as it is; a personal one gathered by row, [rows, …].</summary>
    private Tensor OfRows(FactorKind kind, int place)
    {
        var factor = factors.Factor(kind, place);
        return factors.Layout.Ownership[kind] == Owner.Personal ? factor.index_select(0, placeOfRow) : factor;
    }

    /// <summary>Weights of B's heads, softmax over them: [rows, 1, heads] by user, or [rows, tokens, heads] by a router; float32.</summary>
    private Tensor HeadWeights(Tensor input, int place) => factors.Layout.Ownership.Mixture != Owner.None
        ? HeadMixture.WeightsOf(OfRows(FactorKind.Mixture, place))
        : nn.functional.linear(input.to(ScalarType.Float32), factors.Factor(FactorKind.Router, place)).softmax(-1);

    /// <summary>[w_1 z, …, w_J z] [rows, tokens, heads · r], to be multiplied by the heads one below the other: Σ w_j z B_jᵀ.</summary>
    private static Tensor Weighed(Tensor z, Tensor weights) => (weights.unsqueeze(-1) * z.unsqueeze(-2)).reshape(z.size(0), z.size(1), -1);
}
