namespace Colora.Lab.Figures;

/// <summary>
/// How the colours of a <see cref="HeatChart"/> go by the values, always from the smallest to the largest that are
/// there.
/// </summary>
public enum HeatScale
{
    /// <summary>Red below zero, blue above, the same distance the same strength.</summary>
    Diverging,

    /// <summary>As diverging where both signs are there, else from the smallest to the largest in one colour.</summary>
    Fitted,
}
