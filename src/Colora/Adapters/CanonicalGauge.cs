using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>
/// (A, B, S_i) and (G A, B H, H⁻¹ S_i G⁻¹) are the same model for any invertible G, H. The gauge is fixed in two stages:
/// <see cref="Orthonormalise"/> makes A's rows and B's columns orthonormal, after which ⟨ΔW_i, ΔW_j⟩ = s² ⟨S_i, S_j⟩;
/// <see cref="OrderByEnergy"/> turns the modes so that the first carry most, and fixes the signs. No prediction changes.
/// </summary>
internal static class CanonicalGauge
{
    /// <summary>
    /// B = Q_B R_B, Aᵀ = Q_A R_A; B := Q_B, A := Q_Aᵀ, S_i := R_B S_i R_Aᵀ.
    /// A (nearly) zero factor has no direction to keep (B = 0 at the start): then nothing is changed.
    /// </summary>
    /// <param name="a">A [r, in].</param>
    /// <param name="b">B [out, r].</param>
    /// <param name="cores">S [users, r, r].</param>
    public static GaugeResult Orthonormalise(Tensor a, Tensor b, Tensor cores)
    {
        using var scope = NewDisposeScope();
        if (!HasFullRank(a) || !HasFullRank(b))
        {
            var identity = eye(a.size(0), dtype: a.dtype);
            return new GaugeResult(a.clone(), b.clone(), cores.clone(), identity, identity.clone()).MoveToOuterScope();
        }

        var (qb, rb) = ThinQr.Of(b);
        var (qa, ra) = ThinQr.Of(a.t());
        return new GaugeResult(qa.t().contiguous(), qb, Transport(cores, rb, ra.t()), rb, ra).MoveToOuterScope();
    }

    /// <summary>
    /// Σ p_i S_i S_iᵀ = P Λ Pᵀ, Σ p_i S_iᵀ S_i = Q Λ' Qᵀ (descending); B := B P, A := Qᵀ A, S_i := Pᵀ S_i Q; then the entry of
    /// largest magnitude of each column of B and of each row of A is made positive. Wants orthonormal A and B.
    /// </summary>
    /// <param name="a">A [r, in].</param>
    /// <param name="b">B [out, r].</param>
    /// <param name="cores">S [users, r, r].</param>
    /// <param name="weights">p_i, summing to 1.</param>
    public static OrderedGauge OrderByEnergy(Tensor a, Tensor b, Tensor cores, IReadOnlyList<double> weights)
    {
        using var scope = NewDisposeScope();
        var p = tensor(weights.ToArray(), ScalarType.Float64).to(cores.dtype).view(-1, 1, 1);
        var left = (MatrixProduct.Batched(cores, cores.transpose(1, 2)) * p).sum([0]);
        var right = (MatrixProduct.Batched(cores.transpose(1, 2), cores) * p).sum([0]);
        var (energyB, leftModes) = SymmetricEigen.Of(left);
        var (energyA, rightModes) = SymmetricEigen.Of(right);
        var turnedB = MatrixProduct.Of(b, leftModes);
        var turnedA = MatrixProduct.Of(rightModes.t(), a);
        var turnedS = Transport(cores, leftModes.t(), rightModes);

        var signB = SignOfLargest(turnedB, 0).view(1, -1);
        var signA = SignOfLargest(turnedA, 1).view(-1, 1);
        var result = new OrderedGauge(
            turnedA * signA,
            turnedB * signB,
            turnedS * signB.view(1, -1, 1) * signA.view(1, 1, -1),
            energyB,
            energyA);
        return result.MoveToOuterScope();
    }

    /// <summary>left · S_i · right for every user; S [users, r, r].</summary>
    public static Tensor Transport(Tensor cores, Tensor left, Tensor right)
    {
        using var scope = NewDisposeScope();
        var users = cores.size(0);
        return MatrixProduct.Batched(
            MatrixProduct.Batched(left.unsqueeze(0).expand(users, -1, -1), cores),
            right.unsqueeze(0).expand(users, -1, -1)).MoveToOuterDisposeScope();
    }

    private static bool HasFullRank(Tensor factor)
    {
        using var scope = NewDisposeScope();
        var values = linalg.svdvals(factor.to(ScalarType.Float64));
        var largest = Constant.Read<double>(values.max());
        return largest > 0 && Constant.Read<double>(values.min()) > 1e-4 * largest;
    }

    private static Tensor SignOfLargest(Tensor matrix, long along)
    {
        var place = matrix.abs().argmax(along, keepdim: true);
        return matrix.gather(along, place).sign();
    }
}
