namespace Colora.Adapters;

/// <summary>The factors of an adapted layer h = W0 x + s · (B S A + B_p A_p) x.</summary>
public enum FactorKind
{
    /// <summary>Down factor A [rank, in].</summary>
    A,

    /// <summary>Core S [rank, rank].</summary>
    S,

    /// <summary>Up factor B [out, rank]; stored transposed, [rank, out], which its products want.</summary>
    B,

    /// <summary>Down factor A_p [private rank, in] of a user's own low-rank part beside the shared one.</summary>
    PrivateA,

    /// <summary>Its up factor B_p [out, private rank]; stored transposed, as B.</summary>
    PrivateB,
}
