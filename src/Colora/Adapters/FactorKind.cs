namespace Colora.Adapters;

/// <summary>The factors of an adapted layer h = W0 x + s · (B S A + B_p A_p) x, and what single arms have beside them.</summary>
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

    /// <summary>Core C [rank, rank] that participants exchange (CE-LoRA); what <see cref="S"/> is, but made to travel.</summary>
    Exchanged,

    /// <summary>A user's scale b [1, out] of the outputs (VeRA).</summary>
    Scale,

    /// <summary>Router R [heads, in]: the weights of B's heads by token (HydraLoRA).</summary>
    Router,

    /// <summary>A user's scores w [1, heads]: the weights of B's heads by user (MTL-LoRA).</summary>
    Mixture,

    /// <summary>Sum [out, in] of the products that earlier rounds left, without s (FLoRA).</summary>
    Dense,
}
