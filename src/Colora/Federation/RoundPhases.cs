namespace Colora.Federation;

/// <summary>What participants train between two aggregations (method.md A.4).</summary>
public enum RoundPhases
{
    /// <summary>All factors in every local step.</summary>
    Joint,

    /// <summary>One shared factor a round, B first: the average of products is exact, the upload halves.</summary>
    Alternating,

    /// <summary>No local step of what is shared: its gradient travels, and the server steps (FedSGD).</summary>
    Gradients,
}
