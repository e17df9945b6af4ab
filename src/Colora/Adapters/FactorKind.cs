namespace Colora.Adapters;

/// <summary>The three factors of an adapted layer h = W0 x + s · B S A x.</summary>
public enum FactorKind
{
    /// <summary>Down factor A [rank, in].</summary>
    A,

    /// <summary>Core S [rank, rank].</summary>
    S,

    /// <summary>Up factor B [out, rank]; stored transposed, [rank, out], which its products want.</summary>
    B,
}
